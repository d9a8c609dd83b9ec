// One picture on its way: XMLHttpRequest, because it alone tells how far it is.

import { newKey, token } from "../core/ask.js";
import { text } from "../core/texts.js";

const PATIENCE = 120_000; // ten megabytes over a slow line

export function upload(file, { progress, key = newKey() }) {
  const request = new XMLHttpRequest();
  const done = new Promise((resolve, reject) => {
    request.open("POST", "/api/v1/media");
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRF-Token", token());
    request.setRequestHeader("Idempotency-Key", key);
    request.timeout = PATIENCE;
    request.upload.addEventListener("progress", (event) => event.lengthComputable && progress(event.loaded / event.total));
    request.addEventListener("load", () => {
      const answer = read(request.responseText);
      if (request.status >= 200 && request.status < 300 && answer?.id) resolve(answer);
      else reject(new Error(Object.values(answer?.errors || {}).flat()[0] || answer?.detail || text("failed")));
    });
    for (const broken of ["error", "timeout"]) request.addEventListener(broken, () => reject(new Error(text("offline"))));
    const form = new FormData();
    form.append("file", file, file.name);
    request.send(form);
  });
  return { done, key, stop: () => request.abort() };
}

function read(body) {
  try {
    return JSON.parse(body);
  } catch {
    return null; // a proxy's page instead of our answer
  }
}
