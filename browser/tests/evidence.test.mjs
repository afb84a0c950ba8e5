// What a claim points to: kept from the margin of its report, listed with its hash, handed out to be saved, and checked by doctor.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { open, post, setUp } from "../harness.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SAYSO = resolve(process.env.SAYSO ?? "../target/release/sayso");
/** Begins as a video does, and cannot be packed. */
const NOISE = Array.from({ length: 1_600 }, (_, n) => createHash("sha256").update(`frame ${n}`).digest());
const VIDEO = Buffer.concat([Buffer.from("\0\0\0\x18ftypmp42", "latin1"), ...NOISE]);
const HASH = createHash("sha256").update(VIDEO).digest("hex");
const EVIL = "<!doctype html><title>x</title><form><input type=\"password\"></form><script>window.owned = 1</script>";

/** A server of what claims point to. */
async function world(t) {
  const server = createServer((request, response) => {
    if (request.url === "/moved.mp4") return response.writeHead(302, { location: "/video.mp4" }).end();
    if (request.url === "/video.mp4") return response.writeHead(200, { "content-type": "video/mp4" }).end(VIDEO);
    if (request.url === "/login") return response.writeHead(200, { "content-type": "text/html" }).end(EVIL);
    return response.writeHead(404).end();
  });
  await new Promise((found) => server.listen(0, "127.0.0.1", found));
  t.after(() => server.close());
  return `http://127.0.0.1:${server.address().port}`;
}

function page(n, url) {
  return `<!doctype html><title>Dam ${n} at Quarry</title><article><p>The dam at Quarry ${n} held through the night, the mayor of the town, Ilse Brandt, said in `
    + `<a href="${url}">a video posted on Telegram</a>.</p><p>Divers of the river police will look at the piers on Thursday, and a ferry will carry people and carts.</p></article>`;
}

test("evidence", async (t) => {
  const elsewhere = await world(t);
  const site = await setUp(t, {
    serve: ["--allow-inner"],
    read: [["a.html", page(1, `${elsewhere}/video.mp4`)], ["b.html", page(2, `${elsewhere}/moved.mp4`)], ["c.html", page(3, `${elsewhere}/login`)]],
  });
  const report = async (words) => (await (await fetch(`${site.base}/search?q=${encodeURIComponent(`"${words}"`)}`)).text()).match(/\/report\/[0-9a-f]{64}/)[0];

  for (const javaScriptEnabled of [true, false]) {
    await t.test(`a claim's evidence is kept from its margin${javaScriptEnabled ? "" : ", without JavaScript"}`, async () => {
      const browser = await open(site, { javaScriptEnabled });
      await browser.goto(await report(javaScriptEnabled ? "Quarry 1" : "Quarry 2"));
      const card = browser.locator(".card", { has: browser.locator(".evidence") }).first();
      assert.match(await card.locator(".evidence").innerText(), /points to video “a video/);
      await card.getByRole("button", { name: /^Keep what claim/ }).click();
      await browser.waitForURL(/\/report\/.*#claim-/);
      const kept = browser.locator(".card .kept a.hash").first();
      await kept.waitFor();
      assert.equal(await kept.getAttribute("title"), HASH);
      assert.match(await browser.locator(".card .kept").first().innerText(), /51,212 bytes, video\/mp4/);
      assert.deepEqual(browser.faults, []);
    });
  }

  await t.test("the same bytes from two posts are one, with both claims", async () => {
    const browser = await open(site);
    await browser.goto("/evidence");
    assert.equal(await browser.locator("ol.evidence-list > li").count(), 1);
    assert.match(await browser.locator("ol.evidence-list > li").innerText(), new RegExp(`${HASH}[^]*2 claims point to it`));
    await browser.locator(".pointers a").first().click();
    await browser.waitForURL(/\/report\/.*#claim-/);
    assert.deepEqual(browser.faults, []);
  });

  await t.test("a page to log in is kept, said to be one, and never shown as a page", async () => {
    const browser = await open(site);
    await browser.goto(await report("Quarry 3"));
    await browser.getByRole("button", { name: /^Keep what claim/ }).first().click();
    await browser.getByText("a page that asks to log in where a video was promised").first().waitFor();
    const href = await browser.locator(".card .kept a[download]").first().getAttribute("href");
    const bytes = await fetch(site.base + href);
    assert.equal(bytes.headers.get("content-type"), "application/octet-stream");
    assert.match(bytes.headers.get("content-disposition"), /^attachment;/);
    assert.equal(bytes.headers.get("x-content-type-options"), "nosniff");
    assert.equal(bytes.headers.get("content-security-policy"), "default-src 'none'; sandbox");
    assert.equal(await bytes.text(), EVIL);
    const saved = browser.waitForEvent("download");
    await browser.locator(".card .kept a[download]").first().click();
    assert.equal(readFileSync(await (await saved).path(), "utf8"), EVIL);
    assert.equal(await browser.evaluate(() => window.owned), undefined);
  });

  await t.test("both pages fit 320 px, and axe finds nothing", async () => {
    for (const colorScheme of ["light", "dark"]) {
      const browser = await open(site, { colorScheme, bypassCSP: true, viewport: { width: 320, height: 900 } });
      for (const path of ["/evidence", `/evidence/${HASH}`, await report("Quarry 1"), await report("Quarry 3")]) {
        await browser.goto(path);
        assert.equal(await browser.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), true, `${path} fits`);
        await browser.evaluate(AXE);
        const found = await browser.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
        assert.deepEqual(found.violations.map((v) => `${v.id}: ${v.nodes[0].html}`), [], path);
      }
    }
  });

  await t.test("nothing is kept for another page", async () => {
    const answer = await post(site, "/evidence/keep", { url: `${elsewhere}/video.mp4` }, { origin: "http://elsewhere.example", "sec-fetch-site": "cross-site" });
    assert.equal(answer.status, 403);
    const away = await post(site, "/evidence/keep", { url: `${elsewhere}/video.mp4`, back: "//elsewhere.example/" });
    assert.equal(away.headers.get("location"), "/evidence");
  });

  await t.test("doctor finds tampering and names the claims", async () => {
    const doctor = () => spawnSync(SAYSO, ["--ledger", site.path, "doctor"], { encoding: "utf8" });
    assert.equal(doctor().status, 0, doctor().stdout);
    const folder = join(`${site.path}-evidence`, HASH.slice(0, 2));
    const whole = (name) => readFileSync(join(folder, name)).length;
    const file = join(folder, readdirSync(folder).sort((a, b) => whole(b) - whole(a))[0]);
    const bytes = readFileSync(file);
    bytes[25_000] ^= 1;
    writeFileSync(file, bytes);
    const done = doctor();
    assert.equal(done.status, 3);
    assert.match(done.stdout, new RegExp(`evidence ${HASH}: its file [^;]* was changed; claims? [0-9a-f]{16}`));
    const gone = await fetch(`${site.base}/evidence/${HASH}/bytes`);
    assert.ok(gone.status >= 400, "bytes that are not what they were are not handed out");
  });
});
