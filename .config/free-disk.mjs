// Refuses, in one sentence, to start a set-up that would run out of disk half-way.
import { existsSync, statfsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const gigabyte = 1e9;
const needed = 2 * gigabyte;
const checkout = dirname(dirname(fileURLToPath(import.meta.url)));

// Packages go to the checkout and to NuGet's own folder, which may lie on another disk and not exist yet.
for (const wanted of [checkout, process.env.NUGET_PACKAGES || homedir()]) {
  let folder = wanted;
  while (!existsSync(folder)) folder = dirname(folder);
  const disk = statfsSync(folder);
  const free = disk.bavail * disk.bsize;
  if (free < needed) {
    const has = (free / gigabyte).toFixed(2);
    console.log(`Set-up needs 2 GB of free disk, and ${wanted} has ${has} GB: free some, then run the same command again.`);
    process.exit(1);
  }
}
