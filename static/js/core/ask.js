// Questions to our own server: the token, the key that makes a repeat harmless, refusals as sentences.

import { text } from "./texts.js";

const PATIENCE = 20_000; // milliseconds; a phone in a tunnel should hear of it

export class Refused extends Error {
  constructor(status, problem = {}) {
    super(problem.detail || problem.title || text("failed"));
    this.status = status;
    this.code = problem.code || "";
    this.errors = problem.errors || {};
  }
}

export class Offline extends Error {
  constructor() {
    super(text("offline"));
  }
}

export const token = () => document.querySelector('meta[name="csrf"]')?.content || "";
export const isMember = () => token() !== "";

export function newKey() {
  if (window.crypto?.randomUUID) return window.crypto.randomUUID();
  const bytes = window.crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function ask(url, { method = "GET", json, key, keepalive, again = true } = {}) {
  const headers = { Accept: "application/json", "X-CSRF-Token": token() };
  if (json !== undefined) headers["Content-Type"] = "application/json";
  if (key) headers["Idempotency-Key"] = key;
  const body = json === undefined ? undefined : JSON.stringify(json);
  const response = await reach(url, { method, headers, body, keepalive });
  if (response.ok) return response.status === 204 ? null : response.json().catch(() => null);
  const problem = await response.json().catch(() => ({}));
  if (problem.code === "csrf" && again && (await renewToken())) {
    return ask(url, { method, json, key, keepalive, again: false });
  }
  throw new Refused(response.status, problem);
}

export async function page(url, fragment) {
  // no-store: the same address answers with a whole page and with a part of it
  const headers = fragment ? { "X-Fragment": fragment } : {};
  const response = await reach(url, { headers, cache: "no-store" });
  if (!response.ok) throw new Refused(response.status);
  return response;
}

export async function reach(url, options) {
  const stop = new AbortController();
  const timer = window.setTimeout(() => stop.abort(), options.patience || PATIENCE);
  try {
    return await fetch(url, { credentials: "same-origin", signal: stop.signal, ...options });
  } catch {
    throw new Offline();
  } finally {
    window.clearTimeout(timer);
  }
}

export function parse(html) {
  const unstyled = html.replace(/<style>.*?<\/style>/g, ""); // another page's colour is not allowed in this one
  return new DOMParser().parseFromString(unstyled, "text/html");
}

async function renewToken() {
  const response = await reach("/api/v1/session", { headers: { Accept: "application/json" } });
  const fresh = response.ok && (await response.json().catch(() => ({}))).csrf_token;
  const meta = document.querySelector('meta[name="csrf"]');
  if (!fresh || !meta) return false;
  meta.content = fresh;
  return true;
}
