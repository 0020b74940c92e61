// Brings this platform's native libraries to restored/<rid>/native, checked against package-lock.json.
// No package's install script runs: the libraries lie inside the packages.
import { execFileSync, execSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const lock = JSON.parse(readFileSync(join(here, "package-lock.json"), "utf8"));

const os = { linux: "linux", darwin: "osx", win32: "win" }[process.platform] ?? process.platform;
const rid = `${os}-${process.arch}`;
const fileName = (stem) => (os === "win" ? `${stem}.dll` : os === "osx" ? `lib${stem}.dylib` : `lib${stem}.so`);
const versioned = { win: "onnxruntime.dll", osx: "libonnxruntime.1.dylib" }[os] ?? "libonnxruntime.so.1";

const libraries = [
  {
    name: "DuckDB",
    package: `@duckdb/node-bindings-${process.platform}-${process.arch}`,
    member: `package/${fileName("duckdb")}`,
    file: fileName("duckdb"),
  },
  {
    name: "ONNX Runtime",
    package: "onnxruntime-node",
    member: `package/bin/napi-v6/${process.platform}/${process.arch}/${versioned}`,
    file: fileName("onnxruntime"),
  },
];

const hash = (algorithm, encoding, bytes) => createHash(algorithm).update(bytes).digest(encoding);

function refuse(sentence) {
  console.log(sentence);
  process.exit(1);
}

/** The package's archive in `folder`, its bytes those that the lock promises. */
function download({ name, package: id }, { version, integrity }, folder) {
  let archive;
  try {
    const printed = execSync(`npm pack ${id}@${version} --ignore-scripts --loglevel=error`, {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    archive = join(folder, printed.trim().split(/\s+/).pop());
  } catch (failure) {
    const said = (failure.stderr || failure.message).trim().split("\n")[0];
    refuse(`${name} could not be fetched with "npm pack ${id}@${version}": ${said}`);
  }
  const found = `sha512-${hash("sha512", "base64", readFileSync(archive))}`;
  if (found !== integrity)
    refuse(`${name}: the archive of ${id}@${version} is not the one pinned in package-lock.json (${found}).`);
  return archive;
}

const restored = join(here, "restored");
mkdirSync(restored, { recursive: true });
// Beside the target, so that the last step is a rename: a library is there whole or not at all.
const working = mkdtempSync(join(restored, ".incoming-"));
process.on("exit", () => rmSync(working, { recursive: true, force: true }));
const target = join(restored, rid, "native");
mkdirSync(target, { recursive: true });

const stamp = [];
for (const library of libraries) {
  const pinned = lock.packages[`node_modules/${library.package}`];
  if (!pinned) {
    console.log(`${library.name} is not pinned for ${rid}: put ${library.file} on the loader's path.`);
    continue;
  }
  const archive = download(library, pinned, working);
  try {
    execFileSync("tar", ["-xzf", archive, "-C", working, library.member], { stdio: ["ignore", "ignore", "pipe"] });
  } catch {
    console.log(`${library.name} ${pinned.version} has no library for ${rid}: put ${library.file} on the loader's path.`);
    continue;
  }
  const extracted = join(working, library.member);
  const sha256 = hash("sha256", "hex", readFileSync(extracted));
  renameSync(extracted, join(target, library.file));
  stamp.push({ name: library.name, version: pinned.version, package: library.package, file: library.file, sha256 });
}
const ready = join(working, ".ready");
writeFileSync(ready, `${JSON.stringify({ rid, libraries: stamp }, null, 2)}\n`);
renameSync(ready, join(restored, ".ready"));
