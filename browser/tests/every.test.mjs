// Every page: no violation that axe finds, light and dark; no overflow from 320 to 1600 px; no error, nothing from outside.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { contested, open, reportOf, setUp } from "../harness.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SHOTS = process.env.SAYSO_SHOTS;

async function pages(site) {
  const question = await contested(site);
  const report = await reportOf(site, "Mossarra");
  const text = async (path) => (await fetch(site.base + path)).text();
  const claim = (await text(report)).match(/data-id="([0-9a-f]{16})"/)[1];
  const actors = [...(await text("/actors")).matchAll(/\/actor\/([0-9a-f]{16})/g)].map((m) => m[1]);
  return {
    home: "/",
    question,
    "question-past": `${question}?as_of=2026-09-15`,
    report,
    "report-nasty": await reportOf(site, "Brandt"),
    "report-long": await reportOf(site, "district 100"),
    amend: `${report}?claim=${claim}&amend=1`,
    actor: `/actor/${actors[0]}`,
    "actor-time": `/actor/${actors[0]}?view=time`,
    actors: "/actors",
    search: "/search?q=dam",
    "search-none": "/search?q=zzzz",
    compare: `/compare?a=${actors[0]}&b=${actors[1]}`,
    "compare-empty": "/compare",
    inbox: "/inbox",
    coverage: "/coverage",
    decided: "/inbox?what=decided",
    drop: "/drop",
    dispatches: "/dispatches",
    evidence: "/evidence",
    absent: "/nothing-here",
  };
}

test("every page", async (t) => {
  const site = await setUp(t);
  const all = await pages(site);
  if (SHOTS) mkdirSync(SHOTS, { recursive: true });
  for (const colorScheme of ["light", "dark"]) {
    const page = await open(site, { colorScheme, bypassCSP: true });
    for (const [name, path] of Object.entries(all)) {
      await t.test(`${name}, ${colorScheme}: axe finds nothing`, async () => {
        page.faults.length = 0;
        await page.goto(path);
        await page.evaluate(AXE);
        const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
        const told = found.violations.map((v) => `${v.id} (${v.impact}): ${v.help}\n    ${v.nodes.slice(0, 4).map((n) => `${n.html.slice(0, 160)} ${n.any[0]?.message ?? ""}`).join("\n    ")}`);
        assert.deepEqual(told, []);
        assert.deepEqual(page.faults, []);
      });
    }
    await page.context().close();
  }
  for (const width of [320, 360, 1024, 1600]) {
    const page = await open(site, { viewport: { width, height: 900 } });
    for (const [name, path] of Object.entries(all)) {
      await t.test(`${name} fits ${width} px`, async () => {
        page.faults.length = 0;
        await page.goto(path);
        const wide = await page.evaluate(() => {
          const most = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= most) return [];
          return [...document.querySelectorAll("main *, header *")].filter((e) => e.getBoundingClientRect().right > most + 1).slice(0, 5).map((e) => e.outerHTML.slice(0, 160));
        });
        assert.deepEqual(wide, []);
        assert.deepEqual(page.faults, [], "under the policy that is served");
        if (SHOTS && width !== 320) {
          for (const colorScheme of ["light", "dark"]) {
            await page.emulateMedia({ colorScheme });
            await page.screenshot({ path: `${SHOTS}/${name}-${width}-${colorScheme}.png` });
          }
        }
      });
    }
    await page.context().close();
  }
});
