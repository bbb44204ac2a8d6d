// Starts Debian's Chromium, quiet and with a profile that nobody used before.

import { chromium } from "playwright-core";

const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts a browser; the caller closes it. GONGQIAO_CHROMIUM names another binary. */
export function startBrowser() {
  return chromium.launch({
    executablePath: process.env.GONGQIAO_CHROMIUM ?? "/usr/bin/chromium",
    args: flags,
    chromiumSandbox: false,
    timeout: 60_000,
  });
}
