// Builds static/vendor: hashed styles, scripts, pictures, their .gz twins and manifest.json.
// It is built aside and moved in file by file, the manifest last: who is served meanwhile misses nothing.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const served = join(here, "vendor");
const out = join(here, `.vendor-${process.pid}`);
const KEPT_DAYS = 7; // what is built no more is still asked for by servers and pages that began before
const LIMITS = { "app.css": 16 * 1024, "circles.css": 6 * 1024, "moderation.css": 3 * 1024, "notifications.css": 4 * 1024, "points.css": 6 * 1024, "search.css": 3 * 1024, "topics.css": 6 * 1024, "app.js": 20 * 1024 }; // gzipped, with static imports
const STYLES = ["app.css", "circles.css", "moderation.css", "notifications.css", "points.css", "search.css", "topics.css"]; // every page's; what pages for staff, of telling people, of points, of searching and of topics need besides
const COMPRESSED = new Set([".css", ".js", ".svg", ".json", ".webmanifest"]);
const manifest = {};

try {
  await mkdir(join(out, "img"), { recursive: true });
  await bundleStyles();
  const scripts = await bundleScripts();
  await hashPictures();
  await writeWebManifest();
  await copyAxe();
  await writeFile(join(out, "manifest.json"), JSON.stringify(sorted(manifest), null, 1) + "\n");
  await compressAll();
  await report(scripts);
  await moveIn();
} finally {
  await rm(out, { recursive: true, force: true });
}

async function bundleStyles() {
  const result = await build({
    ...shared(),
    entryPoints: STYLES.map((name) => join(here, "css", name)),
    loader: { ".svg": "dataurl" },
    plugins: [darkTwice()],
  });
  register(result.metafile);
}

// The dark face stands once in tokens.css, under the choice of dark; here it is also given to those whose
// device is dark, unless they chose light. (light-dark() would do it, but not in the web views people have.)
function darkTwice() {
  const chosen = ':root[data-theme="dark"]';
  return {
    name: "dark-twice",
    setup(building) {
      building.onLoad({ filter: /[\\/]tokens\.css$/ }, async ({ path }) => {
        const contents = await readFile(path, "utf8");
        const [face] = contents.match(/^:root\[data-theme="dark"\] \{\n[^}]*\}\n/m) ?? [];
        if (!face) throw new Error(`${path} has no dark face under ${chosen}`);
        const unasked = face.replace(chosen, ':root:not([data-theme="light"])');
        const asked = `${face}@media (prefers-color-scheme: dark) {\n${unasked}}\n`;
        return { contents: contents.replace(face, () => asked), loader: "css" };
      });
    },
  };
}

async function bundleScripts() {
  const result = await build({
    ...shared(),
    entryPoints: [join(here, "js/app.js")],
    format: "esm",
    splitting: true,
    chunkNames: "[name]-[hash]",
    loader: { ".css": "text" },
    plugins: [await oneFirstFile()],
  });
  register(result.metafile);
  return result.metafile.outputs;
}

// Splitting makes a file for every set of parts that share a module; as what comes later needs the first
// script anyway, saying so keeps the first script in one file instead of seven.
async function oneFirstFile() {
  const source = await readFile(join(here, "js/app.js"), "utf8");
  const later = new Set([...source.matchAll(/import\("\.\/(.+?)"\)/g)].map(([, path]) => join(here, "js", path)));
  return {
    name: "one-first-file",
    setup(building) {
      building.onLoad({ filter: /[\\/]components[\\/].*\.js$/ }, async ({ path }) => {
        const contents = await readFile(path, "utf8");
        return { contents: later.has(path) ? `${contents}\nimport "../app.js";\n` : contents, loader: "js" };
      });
    },
  };
}

function shared() {
  return {
    absWorkingDir: here,
    outdir: out,
    bundle: true,
    minify: true,
    metafile: true,
    logLevel: "warning",
    legalComments: "none",
    charset: "utf8",
    target: ["chrome87", "safari15.4", "firefox100"],
    supported: { nesting: false, "color-functions": true, "import-meta": true, "dynamic-import": true },
    entryNames: "[name]-[hash]",
  };
}

function register(metafile) {
  for (const [path, output] of Object.entries(metafile.outputs)) {
    if (!output.entryPoint) continue;
    const file = basename(path);
    const entry = basename(output.entryPoint);
    if ([...STYLES, "app.js"].includes(entry)) manifest[entry] = file;
  }
}

async function hashPictures() {
  for (const name of await readdir(join(here, "img"))) {
    if (![".svg", ".png"].includes(extname(name))) continue;
    let bytes = await readFile(join(here, "img", name));
    if (extname(name) === ".svg") bytes = Buffer.from(squeezed(bytes.toString()));
    const logical = name === "sprite.svg" ? name : `img/${name}`;
    await put(logical, bytes);
  }
}

function squeezed(svg) {
  return svg.replace(/<!--[\s\S]*?-->/g, "").replace(/>\s+</g, "><").trim() + "\n";
}

async function writeWebManifest() {
  const source = JSON.parse(await readFile(join(here, "app.webmanifest"), "utf8"));
  source.icons = source.icons.map((icon) => ({ ...icon, src: manifest[icon.src] }));
  await put("app.webmanifest", Buffer.from(JSON.stringify(source)));
}

async function put(logical, bytes) {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const extension = extname(logical);
  const hashed = `${logical.slice(0, -extension.length)}-${hash}${extension}`;
  await writeFile(join(out, hashed), bytes);
  manifest[logical] = hashed;
}

async function copyAxe() {
  const source = join(here, "../node_modules/axe-core/axe.min.js");
  await mkdir(join(out, "dev"), { recursive: true });
  await writeFile(join(out, "dev/axe.min.js"), await readFile(source));
}

async function compressAll() {
  for (const path of await filesUnder(out)) {
    if (!COMPRESSED.has(extname(path)) || path.includes("/dev/") || path.endsWith("manifest.json")) continue;
    await writeFile(`${path}.gz`, gzipSync(await readFile(path), { level: 9 }));
  }
}

async function moveIn() {
  await mkdir(served, { recursive: true });
  const [fresh, old] = [await namesUnder(out), await namesUnder(served)];
  const lastBuilt = join(served, "built.json");
  const before = JSON.parse(await readFile(lastBuilt, "utf8").catch(() => JSON.stringify(old)));
  await writeFile(join(out, "built.json"), JSON.stringify(fresh) + "\n");
  for (const name of [...fresh.filter((one) => one !== "manifest.json"), "manifest.json", "built.json"]) {
    await mkdir(dirname(join(served, name)), { recursive: true });
    await rename(join(out, name), join(served, name));
  }
  const gone = old.filter((name) => !fresh.includes(name) && name !== "built.json");
  for (const name of gone) await letGo(join(served, name), before.includes(name));
}

// From the first build that has it no more, a file is kept for some days.
async function letGo(path, justNow) {
  const now = new Date();
  if (justNow) return utimes(path, now, now);
  const { mtime } = await stat(path);
  if (now - mtime > KEPT_DAYS * 86_400_000) await rm(path);
}

async function namesUnder(folder) {
  return (await filesUnder(folder)).map((path) => relative(folder, path));
}

async function filesUnder(folder) {
  const found = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await filesUnder(path)));
    else found.push(path);
  }
  return found;
}

async function report(outputs) {
  const styles = Object.fromEntries(STYLES.map((name) => [name, [manifest[name]]]));
  const first = { ...styles, "app.js": firstView(outputs, manifest["app.js"]) };
  for (const [logical, files] of Object.entries(first)) {
    let size = 0;
    for (const file of files) size += (await readFile(join(out, `${file}.gz`))).length;
    console.log(`${logical}: ${(size / 1024).toFixed(1)} KB gzipped (limit ${LIMITS[logical] / 1024})`);
    if (size > LIMITS[logical]) throw new Error(`${logical} is over its limit`);
  }
  const later = Object.keys(outputs).filter((path) => !first["app.js"].includes(basename(path)));
  for (const path of later) {
    const size = (await readFile(join(out, `${basename(path)}.gz`))).length;
    console.log(`later: ${relative(out, join(out, basename(path)))} ${(size / 1024).toFixed(1)} KB gzipped`);
  }
}

function firstView(outputs, entry) {
  const byName = Object.fromEntries(Object.entries(outputs).map(([path, value]) => [basename(path), value]));
  const seen = new Set();
  const visit = (name) => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const item of byName[name].imports) {
      if (item.kind === "import-statement") visit(basename(item.path));
    }
  };
  visit(entry);
  return [...seen];
}

function sorted(object) {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => a.localeCompare(b)));
}
