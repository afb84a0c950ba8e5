// What every test needs: a ledger of the examples and of some awkward reports, a server on it, a browser.
import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";

const SAYSO = resolve(process.env.SAYSO ?? "../target/release/sayso");

/** A report with what a browser must never take for more than text. */
export const NASTY = {
  id: "nasty",
  title: "<script>window.owned = 1</script> & <b>bold</b> \u202Eesrever",
  outlet: "Outlet <img src=x onerror=window.owned=2>",
  url: "javascript:window.owned=3",
  published: "2031-05-02T08:00:00Z",
  text: "Mayor Ilse Brandt said that <script>window.owned = 4</script> 12 people were killed.\n\n"
    + "The <img src=x onerror=\"window.owned=5\"> ministry said the order read \u202Etxet desrever\u202C and \u2066isolated\u2069 words.\n\n"
    + "“&lt;b&gt; is no tag, and 😀 is one character,” said Kåre Ødegård, a spokesman. Nobody asked why.",
};

/** A report too long for one page. */
const LONG = {
  id: "long",
  title: "A long day in Varnholt",
  outlet: "Varnholt Post",
  published: "2031-05-03T08:00:00Z",
  text: Array.from({ length: 130 }, (_, n) => `In district ${n + 1} the mayor said on Friday that ${n + 3} houses had burned.`).join("\n\n"),
};

function run(args, input) {
  const done = spawnSync(SAYSO, args, { input, encoding: "utf8" });
  if (done.status !== 0) throw new Error(`sayso ${args.join(" ")}: ${done.stderr}`);
  return done.stdout;
}

/** The ledger that all tests begin with, read once for all of them. */
function ledger() {
  const kept = process.env.SAYSO_BROWSER_LEDGER ?? join(tmpdir(), `sayso-browser-${process.ppid}.db`);
  if (!existsSync(kept)) {
    const folder = mkdtempSync(join(tmpdir(), "sayso-read-"));
    const awkward = join(folder, "awkward.jsonl");
    writeFileSync(awkward, [NASTY, LONG].map((r) => JSON.stringify(r)).join("\n"));
    const made = join(folder, "made.db");
    run(["--ledger", made, "read", resolve("../examples"), awkward]);
    run(["--ledger", made, "follow", "add", "https://mossarra.example/news/rss.xml", `https://feeds.example/${"a-long-path-".repeat(20)}?q=<b>`]);
    copyFileSync(made, kept);
    rmSync(folder, { recursive: true });
    if (!process.env.SAYSO_BROWSER_LEDGER) process.on("exit", () => rmSync(kept, { force: true }));
  }
  return kept;
}

/** A server on a fresh copy of that ledger, and a browser; both end with the test file. `more.read` are files to read into the copy, `more.serve` flags. */
export async function setUp(t, more = {}) {
  const folder = mkdtempSync(join(tmpdir(), "sayso-page-"));
  const path = join(folder, "l.db");
  copyFileSync(ledger(), path);
  for (const [name, text] of more.read ?? []) writeFileSync(join(folder, name), text);
  if (more.read) run(["--ledger", path, "read", ...more.read.map(([name]) => join(folder, name))]);
  const server = spawn(SAYSO, ["--ledger", path, "serve", "--listen", "127.0.0.1:0", ...(more.serve ?? [])], { env: { ...process.env, USER: "Ann Tester" } });
  const base = await new Promise((found, failed) => {
    let said = "";
    const hear = (data) => {
      said += data;
      const address = said.match(/http:\/\/[0-9.:]+/);
      if (address) found(address[0]);
    };
    server.stdout.on("data", hear);
    server.stderr.on("data", hear);
    server.on("exit", (code) => failed(new Error(`the server ended with ${code}: ${said}`)));
  });
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-dev-shm-usage"] });
  t.after(async () => {
    await browser.close();
    server.removeAllListeners("exit");
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  return { base, browser, path };
}

/** A page that notes what should never happen: errors of scripts, what the policy blocked, requests to elsewhere. */
export async function open(site, options = {}) {
  const context = await site.browser.newContext({ viewport: { width: 1024, height: 900 }, baseURL: site.base, ...options });
  const page = await context.newPage();
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !/the server responded with a status of 4\d\d/.test(message.text())) page.faults.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(site.base) && !request.url().startsWith("data:")) page.faults.push(`outside: ${request.url()}`);
  });
  return page;
}

/** The address of the report whose title has these words. */
export async function reportOf(site, words) {
  const answer = await fetch(`${site.base}/search?q=${encodeURIComponent(words)}`);
  const found = (await answer.text()).match(/\/report\/[0-9a-f]{64}/);
  if (!found) throw new Error(`no report for ${words}`);
  return found[0];
}

/** The address of the question with the most conflicts. */
export async function contested(site) {
  const answer = await fetch(`${site.base}/`);
  return (await answer.text()).match(/\/question\/[a-z0-9]+/)[0];
}

/** What a form that is sent by hand must carry. */
export function post(site, path, fields, headers = {}) {
  return fetch(site.base + path, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded", origin: site.base, "sec-fetch-site": "same-origin", ...headers },
    body: new URLSearchParams(fields),
  });
}
