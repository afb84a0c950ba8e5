"""What measures of our own share: reports with their gold and predicted attributions, paired off as score/attributions.py does."""
import argparse, importlib.util, pathlib

HERE = pathlib.Path(__file__).resolve().parent


def reports(about):
    """Per report of the command line's GOLD and PREDICTED: (text, gold claims, predicted claims, linked pairs of (predicted, gold) numbers)."""
    p = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("gold"); p.add_argument("predicted")
    p.add_argument("--scorer", type=pathlib.Path, default=HERE.parent.parent / "shared/score/attributions.py")
    args = p.parse_args()
    spec = importlib.util.spec_from_file_location("attributions", args.scorer)
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    predicted = {r["id"]: r["claims"] for r in score.lines(args.predicted)}
    for report in score.lines(args.gold):
        text, gold, found = report["text"], score.gold_claims(report), predicted.get(report["id"], [])
        yield text, gold, found, score.pair_off(score.token_sets(found, text), score.token_sets(gold, text))
