#!/usr/bin/env python3
"""Copies made out of real reports, and whether they are found again.

    copies.py INCIDENTS.jsonl.gz COPIES_PROGRAM [--reports 500] [--seed 7] [--misses]

INCIDENTS is ../shared/data/incidents/incidents.jsonl.gz, COPIES_PROGRAM the example `copies` of the crate sayso-dispatch
(cargo build --release -p sayso-dispatch --example copies). Out of 500 reports, each of an incident that has other reports as well, one copy each is made by every one of these:

  trim      the first 40 to 70 % of the paragraphs
  retitle   another title, one sentence gone
  reorder   paragraphs after the first in another order
  chrome    another site's menu, prompts and teasers around it, and a paragraph of its own at the end
  credit    an agency's dateline and lines of credit, typography changed, some paragraphs cut
  reword    a fifth to a quarter of the words replaced by others of the same meaning, clauses turned round, two paragraphs cut

All 500 and their 3,000 copies, with all other reports of the same incidents, are given in one run. A pair of reports is gold if both come from one. Real copies
among the originals (the data has some) would count as wrong, so pairs between two families whose originals have a third or more of their runs of five words in common are left out of the count, and so are
copies of pages that hold no report. Pairs are those of the dispatches, so one false pair that joins two families costs 49.
"""
import argparse, collections, gzip, itertools, json, random, re, subprocess

SAME = dict(line.split(" ", 1) for line in """said stated
people persons
man male
woman female
police officers
officers police
killed slain
shot gunned down
shooting gunfire
child youngster
children youngsters
house residence
home residence
residence home
suspect alleged gunman
hospital medical center
died passed away
dead deceased
wounded hurt
injured hurt
car vehicle
vehicle car
authorities officials
officials authorities
investigating probing
investigators detectives
detectives investigators
arrested taken into custody
began started
about around
around about
near close to
several a number of
after following
before prior to
because since
found discovered
told informed
victim casualty
victims casualties
gun firearm
weapon firearm
father dad
mother mum
argument dispute
incident event
early at an early hour
happened occurred
occurred took place
reported recounted
charged accused
believe think
also in addition
however but
while as
street road
many a lot of
members people
saying stating
called rang
another a further
according as stated
taken brought
brought taken
large big
condition state
trying attempting
help assist
identified named
released let go
arrived came
immediately at once
currently at present
scene site
area district
night evening
family relatives
friend acquaintance
friends acquaintances
young youthful
working employed
left departed
went headed
fired discharged
two 2
three 3
four 4
five 5
six 6
seven 7
eight 8
nine 9
ten 10""".splitlines())
AGENCIES = [("AP", "The Associated Press"), ("Reuters", "Reuters"), ("AFP", "Agence France-Presse"), ("UPI", "United Press International")]
MENU = "Home | News | Sport | Weather\nSkip to content\nSign up for our newsletter and never miss a story\n"
TAIL = "\nRead more: Ten things to do this weekend\nFollow us on Facebook and Twitter\nCopyright 2020 Example Media. All rights reserved.\nComments"
OWN = ("The city council is to talk about street lighting at its meeting on Tuesday, where residents of three districts will be heard.",
       "A vigil will be held at the parish hall this evening, and a fund for those affected has been opened by two local shops.",
       "It is the second such event that this newspaper has covered since the spring, when the library was closed for a week.")
TITLES = ("What we know so far", "Community in shock after night of violence", "Police seek answers", "Morning briefing", "Several questions remain open")


def words(text):
    return re.findall(r"[\w']+", text.lower())


def runs(text):
    w = words(text)
    return set(zip(*(w[k:] for k in range(5))))


def paragraphs(text):
    return [p.strip() for p in re.split(r"\n+", text) if p.strip()]


def sentences(paragraph):
    return re.split(r"(?<=[.!?])\s+(?=[A-Z“\"])", paragraph)


def units(text):
    """Paragraphs, or sentences where a text has only a few."""
    found = paragraphs(text)
    return found if len(found) >= 5 else [s for p in found for s in sentences(p)]


def trim(r, rng):
    parts = units(r["text"])
    keep = max(2, round(len(parts) * rng.uniform(0.4, 0.7)))
    return "\n\n".join(parts[:keep]), r["title"]


def retitle(r, rng):
    parts = units(r["text"])
    if len(parts) > 3:
        parts.pop(rng.randrange(1, len(parts)))
    return "\n\n".join(parts), rng.choice(TITLES)


def reorder(r, rng):
    parts = units(r["text"])
    rest = parts[1:]
    rng.shuffle(rest)
    return "\n\n".join(parts[:1] + rest), r["title"]


def chrome(r, rng):
    return MENU + r["text"] + "\n" + rng.choice(OWN) + TAIL, r["title"] + " - Example Site"


def credit(r, rng):
    short, long = rng.choice(AGENCIES)
    parts = [p.replace('"', "”").replace("'", "’") for p in units(r["text"])]
    parts = parts[:1] + [p for p in parts[1:] if rng.random() > 0.25]
    parts[0] = f"SPRINGFIELD ({short}) — {parts[0]}"
    return "\n\n".join(parts) + f"\n\nAdditional reporting by staff writers\n© 2017 {long}. All rights reserved.", r["title"]


def reword(r, rng):
    out = []
    for paragraph in units(r["text"]):
        new = []
        for sentence in sentences(paragraph):
            turned = re.fullmatch(r"([A-Z][^“”\"]+), ([\w\s]{3,30}) said\.", sentence)
            if turned:
                sentence = f"{turned[2][0].upper()}{turned[2][1:]} said {turned[1][0].lower()}{turned[1][1:]}."
            line, since = [], 9
            for token in re.split(r"(\W+)", sentence):
                other = SAME.get(token.lower())
                if other and rng.random() < 0.9:
                    line.append(other[0].upper() + other[1:] if token[:1].isupper() else other)
                elif token.isalpha() and token.islower() and len(token) > 6 and since > 7 and rng.random() < 0.5:
                    since = 0
                    line.append(rng.choice(("reportedly ", "", "then ")) + token)
                else:
                    line.append(token)
                since += token.isalnum()
            new.append("".join(line))
        out.append(" ".join(new))
    for _ in range(2):
        if len(out) > 4:
            out.pop(rng.randrange(1, len(out)))
    return "\n\n".join(out), rng.choice((r["title"], rng.choice(TITLES)))


MAKERS = (trim, retitle, reorder, chrome, credit, reword)


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("incidents"); args.add_argument("program")
    args.add_argument("--reports", type=int, default=500); args.add_argument("--seed", type=int, default=7)
    args.add_argument("--misses", action="store_true", help="print pairs missed and false ones")
    args = args.parse_args()
    rng = random.Random(args.seed)
    incidents = [json.loads(line) for line in gzip.open(args.incidents, "rt", encoding="utf8")]
    originals, incident = {}, {}
    for x in incidents:
        for r in x["reports"]:
            originals.setdefault(r["id"], r)
            incident.setdefault(r["id"], x["incident"])
    several = collections.Counter(incident.values())
    # A page that holds no report: no five sentences, or fewer than 80 words outside short lines.
    full = [i for i, r in originals.items() if several[incident[i]] > 1
            and sum(len(words(p)) for p in paragraphs(r["text"]) if len(words(p)) > 14) >= 80 and len(units(r["text"])) >= 5]
    chosen = sorted(rng.sample(sorted(full), min(args.reports, len(full))))
    within = {incident[i] for i in chosen}
    reports, family, made_by = [], {}, {}
    for i, r in originals.items():
        if incident[i] in within:
            reports.append({k: r.get(k) for k in ("id", "text", "title", "published")} | {"outlet": r["url"].split("/")[2].split(":")[0]})
            family[i] = i; made_by[i] = "original"
    for i in chosen:
        for make in MAKERS:
            text, title = make(originals[i], rng)
            name = f"{i}.{make.__name__}"
            reports.append({"id": name, "text": text, "title": title, "published": originals[i]["published"], "outlet": f"The {make.__name__.title()} Observer"})
            family[name] = i; made_by[name] = make.__name__
    rng.shuffle(reports)
    out = subprocess.run([args.program], input="".join(json.dumps(r) + "\n" for r in reports), text=True, capture_output=True, check=True)
    print(out.stderr.strip().splitlines()[-1])
    lines = [json.loads(line) for line in out.stdout.splitlines()]
    dispatches = [x["reports"] for x in lines if "dispatch" in x]

    shingles = {i: runs(originals[i]["text"]) for i in set(family.values())}
    holders = collections.defaultdict(list)
    for i, s in shingles.items():
        for run in s:
            holders[run].append(i)
    common = collections.Counter(pair for held in holders.values() if 1 < len(held) <= 40 for pair in itertools.combinations(sorted(held), 2))
    unjudged = {p for p, n in common.items() if 3 * n >= min(len(shingles[p[0]]), len(shingles[p[1]]))}
    joined = dict()

    def root(x):
        while joined.setdefault(x, x) != x:
            x = joined[x]
        return x
    for a, b in unjudged:
        joined[root(a)] = root(b)

    gold = {tuple(sorted(p)) for i in chosen for p in itertools.combinations([i] + [f"{i}.{m.__name__}" for m in MAKERS], 2)}
    found, skipped = set(), 0
    for group in dispatches:
        for a, b in itertools.combinations(sorted(group), 2):
            if family[a] != family[b] and root(family[a]) == root(family[b]):
                skipped += 1
            else:
                found.add((a, b))
    right = len(gold & found)
    p, r = 100 * right / max(len(found), 1), 100 * right / max(len(gold), 1)
    print(f"copies   P {p:.2f}  R {r:.2f}  F1 {2*p*r/max(p+r,1e-9):.2f}   {len(gold)} gold pairs, {len(reports)} reports, {skipped} pairs of real copies left out")
    for make in MAKERS:
        mine = {x for x in gold if make.__name__ in (made_by[x[0]], made_by[x[1]])}
        print(f"  {make.__name__:8} R {100*len(mine & found)/max(len(mine),1):.2f}")
    links = {tuple(sorted((x["a"], x["b"]))): x for x in lines if "a" in x}
    false = [x for k, x in links.items() if root(family[k[0]]) != root(family[k[1]])]
    print(f"  {len(false)} false pairs found directly; kinds of right ones: {dict(collections.Counter(x['kind'] for k, x in links.items() if family[k[0]] == family[k[1]]))}")
    if args.misses:
        for x in false:
            print("FALSE", x["a"], x["b"], x["kind"], x["shares"], x["credits_other"], x["credits"])
        missed = collections.Counter(n for pair in gold - found for n in pair)
        for name, n in missed.most_common(25):
            if n > 2:
                print("MISSED", name, n)


if __name__ == "__main__":
    main()
