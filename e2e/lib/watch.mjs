// Notices what a person would not see: errors in the console, requests that fail,
// requests that leave the house.

/**
 * Watches a page from now on. `allowed` lists answers that the test provokes, as
 * { status, path } with the path of the request or a pattern of it.
 */
export function watch(page, origin, allowed = []) {
  const troubles = [];
  const expected = (status, url) => allowed.some((a) => a.status === status && (a.path instanceof RegExp ? a.path.test(new URL(url).pathname) : new URL(url).pathname === a.path));

  page.on("console", (message) => {
    if (message.type() !== "error" && message.type() !== "warning") return;
    // Chromium repeats every answer of 400 and above; it is judged as an answer below.
    if (message.text().startsWith("Failed to load resource: the server responded")) return;
    troubles.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => troubles.push(`uncaught: ${error.stack ?? error.message}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && url.origin !== origin) troubles.push(`leaves the house: ${url.href}`);
  });
  page.on("requestfailed", (request) => {
    // A page that is left while it loads cancels what it asked for.
    if (request.failure()?.errorText === "net::ERR_ABORTED") return;
    troubles.push(`${request.method()} ${request.url()} failed: ${request.failure()?.errorText}`);
  });
  page.on("response", (response) => {
    if (response.status() < 400 || expected(response.status(), response.url())) return;
    troubles.push(`${response.request().method()} ${response.url()} answered ${response.status()}`);
  });

  /** Returns what was noticed since the last call. */
  return { take: () => troubles.splice(0) };
}
