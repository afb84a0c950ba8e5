#!/usr/bin/env python3
"""A baseline by rule alone: what a careful regular expression finds of who said what.

    rules.py < IN.jsonl > OUT.jsonl        IN as for `sayso extract`, OUT for score/attributions.py

Per sentence: a verb of speech (or "according to"); its source is the run of words before it back to a comma, a quotation or the beginning of the
sentence, or, where the verb follows a quotation, what stands after it; its content is the quotation beside it, or else the rest of the sentence.
"""
import json, re, sys

VERBS = ("said says say told tells added adds stated states announced announces claimed claims argued argues insisted insists explained explains warned warns "
         "noted notes wrote writes reported reports denied denies acknowledged acknowledges admitted admits alleged alleges confirmed confirms declared declares "
         "suggested suggests replied asked asks believes believe believed thinks think thought hopes hope hoped tweeted testified urged urges called").split()
VERB = re.compile(rf"\b((?:has|have|had|would|will|also|later|repeatedly)\s+)*({'|'.join(VERBS)})\b")
QUOTE = re.compile("[“\"][^“”\"]{8,}[”\"]")
SENTENCE = re.compile(r"[^.!?\n]*(?:[.!?](?![\s”\"])[^.!?\n]*)*[.!?]?[”\"]?")


def trim(text, s, e):
    while s < e and text[s] in " ,;:\n":
        s += 1
    while e > s and text[e - 1] in " ,;:.\n":
        e -= 1
    return [s, e]


def claims(text):
    for m in SENTENCE.finditer(text):
        a, b = m.span()
        if b - a < 12:
            continue
        quotes = [(a + q.start(), a + q.end()) for q in QUOTE.finditer(text[a:b])]
        inside = lambda i: any(s <= i < e for s, e in quotes)
        to = re.search(r"\baccording to\b", text[a:b], re.I)
        if to and not inside(a + to.start()):
            s, e = a + to.start(), a + to.end()
            stop = re.search(r"[,.;“\"]", text[e:b])
            until = e + stop.start() if stop else b
            content = trim(text, a, s) if s - a > 12 else trim(text, until, b)
            yield {"source": [trim(text, e, until)], "cue": [[s, e]], "content": [content]}
            continue
        for v in VERB.finditer(text[a:b]):
            s, e = a + v.start(), a + v.end()
            if inside(s):
                continue
            before = [q for q in quotes if q[1] <= s]
            after = [q for q in quotes if q[0] >= e]
            if before and s - before[-1][1] <= 3:
                stop = re.search(r"[,.;“\"\n]", text[e:b])
                source, content = trim(text, e, e + stop.start() if stop else b), list(before[-1])
            else:
                begin = max([a, *(q[1] for q in before), *(a + x.end() for x in re.finditer(r"[,;]\s", text[a:s]))])
                source = trim(text, begin, s)
                rest = re.match(r"\s+that\b", text[e:b])
                content = list(after[0]) if after and not rest and after[0][0] - e <= 3 else trim(text, e, b)
                if before and begin >= before[-1][1]:
                    content = list(before[-1])
            if source[0] < source[1] and content[0] < content[1]:
                yield {"source": [source], "cue": [[s, e]], "content": [content]}
            break


def main():
    for line in sys.stdin:
        report = json.loads(line)
        print(json.dumps({"id": report["id"], "claims": list(claims(report["text"]))}))


if __name__ == "__main__":
    main()
