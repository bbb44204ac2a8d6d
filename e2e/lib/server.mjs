// Runs the built binary in a folder that lives as long as it does, with the demo group or empty as a firm finds it.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** The day on which the demo's story stands in every browser test. */
export const today = "2026-11-20";

const binary = process.env.GONGQIAO_BIN ?? fileURLToPath(new URL("../../bin/gongqiao", import.meta.url));
const startLimit = 60_000;

/** A running product. `log()` is everything it has printed so far. Without the demo nobody has an account yet. */
export async function startServer({ demo = true, args = [] } = {}) {
  const data = await mkdtemp(join(tmpdir(), "gongqiao-e2e-"));
  const listen = `127.0.0.1:${await freePort()}`;
  const child = spawn(binary, ["serve", ...(demo ? ["--demo", "--today", today] : []), "--data", data, "--listen", listen, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  child.stdout.on("data", (text) => (log += text));
  child.stderr.on("data", (text) => (log += text));
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null && child.pid) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    await rm(data, { recursive: true, force: true });
  };
  const url = `http://${listen}`;
  try {
    await ready(url, child, () => log);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, data, stop, log: () => log, password: () => demoPassword(log) };
}

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}

async function ready(url, child, log) {
  let broken;
  child.once("error", (error) => (broken = error));
  for (const end = Date.now() + startLimit; Date.now() < end; await sleep(50)) {
    if (broken) throw new Error(`cannot start ${binary}: ${broken.message}`);
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${log()}`);
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) return;
  }
  throw new Error(`the server is not ready after ${startLimit / 1000} s:\n${log()}`);
}

/** The server prints the password of the demo accounts when it starts. */
function demoPassword(log) {
  const found = /password:?\s+([\w-]+)/i.exec(log);
  if (!found) throw new Error(`the server did not print the demo password:\n${log}`);
  return found[1];
}
