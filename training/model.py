"""The encoder and its heads.

Encoder: MiniLM (6 layers of 384), with two small embeddings added to its input: the case of the word, and the gap before it (none, space,
new line, new paragraph), which the uncased word pieces have lost. A word is read at its first piece.

Attribution: B/I/O tags of cues; for each cue a linear-chain conditional random field over the words of the window with the roles none, source,
content and rest of cue. Besides a score per word and role it has scores for entering and for leaving a role at a word, all conditioned on the cue,
since what is hard about a content is where it begins and ends. Words exchange what they know in three convolutions, each wider than the one before
(2, 8 and 24 words to either side): an edge is a matter of clauses.

Two corpora mark attributions by different rules (PolNeAR, and the guide of this project), so every input says which is asked for: a convention is a
vector added to each piece.

Grammar: linear layers for tags, features, lemma rules, names and sentence starts; biaffine attention for trees (Dozat and Manning 2017).

Mentions: a linear layer says of each word whether it heads a mention, and of what type; who is meant is a matter of head words alone (Dobrovolskii
2021): each head of a mention is scored against every head before it by a bilinear form and how far away it is, against 0 for a new entity.
"""
import json
import torch, torch.nn as nn, torch.nn.functional as F
from data import CASES, MENTIONS, NAMES, UPOS

ROLES = 4
FAR = (4, 12)  # dilations of the wider convolutions
STEPS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192)  # distances in words at which the next bucket begins


class Dropout(nn.Module):
    """Dropout whose masks are cut at random places out of one long row of random bits: drawing them anew took a tenth of the time."""

    def __init__(self, share):
        super().__init__()
        self.share, self.row = share, None

    def forward(self, x):
        if not self.training:
            return x
        if self.row is None or len(self.row) < 2 * x.numel():
            self.row = (torch.rand(2 * x.numel(), generator=torch.Generator().manual_seed(x.numel())) >= self.share).to(torch.bfloat16) / (1 - self.share)
        at = int(torch.randint(len(self.row) - x.numel(), ()))
        return x * self.row[at:at + x.numel()].view(x.shape)


class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        h, i = c["hidden_size"], c["intermediate_size"]
        self.heads = c["num_attention_heads"]
        self.qkv, self.out = nn.Linear(h, 3 * h), nn.Linear(h, h)
        self.up, self.down = nn.Linear(h, i), nn.Linear(i, h)
        self.norm1, self.norm2, self.drop = nn.LayerNorm(h, eps=1e-12), nn.LayerNorm(h, eps=1e-12), Dropout(0.1)

    def forward(self, x, mask):
        b, t, h = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        a = ((q * (h // self.heads) ** -0.5) @ k.transpose(-1, -2) + mask).softmax(-1).to(v.dtype) @ v
        x = self.norm1(x + self.drop(self.out(a.transpose(1, 2).reshape(b, t, h))))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    def __init__(self, folder):
        super().__init__()
        from safetensors.torch import load_file
        c = json.load(open(folder + "/config.json"))
        w = {k.removeprefix("bert."): v for k, v in load_file(folder + "/model.safetensors").items()}
        h = self.size = c["hidden_size"]
        self.word, self.place = nn.Embedding(c["vocab_size"], h), nn.Embedding(c["max_position_embeddings"], h)
        self.case, self.gap = nn.Embedding(CASES + 1, h), nn.Embedding(4 + 1, h)
        self.convention = nn.Embedding(2, h)
        nn.init.zeros_(self.convention.weight)
        nn.init.zeros_(self.case.weight)
        nn.init.zeros_(self.gap.weight)
        self.norm, self.drop = nn.LayerNorm(h, eps=1e-12), Dropout(0.1)
        self.blocks = nn.ModuleList(Block(c) for _ in range(c["num_hidden_layers"]))

        def fill(module, *names):
            for part in ("weight", "bias"):
                if hasattr(module, part) and getattr(module, part) is not None:
                    getattr(module, part).data.copy_(torch.cat([w[f"{n}.{part}"] for n in names]))
        self.word.weight.data.copy_(w["embeddings.word_embeddings.weight"])
        self.place.weight.data.copy_(w["embeddings.position_embeddings.weight"] + w["embeddings.token_type_embeddings.weight"][0])
        fill(self.norm, "embeddings.LayerNorm")
        for i, b in enumerate(self.blocks):
            at = f"encoder.layer.{i}."
            fill(b.qkv, *(at + f"attention.self.{n}" for n in ("query", "key", "value")))
            for module, name in ((b.out, "attention.output.dense"), (b.norm1, "attention.output.LayerNorm"), (b.up, "intermediate.dense"),
                                 (b.down, "output.dense"), (b.norm2, "output.LayerNorm")):
                fill(module, at + name)

    def embed(self, ids, case, gap, convention):
        x = self.word(ids) + self.place.weight[: ids.shape[1]] + self.case(case) + self.gap(gap) + self.convention(convention)[:, None]
        return self.drop(self.norm(x))

    @staticmethod
    def hiding(mask):
        """What is added to the scores of attention, so that nothing looks beyond the end of its window."""
        return torch.zeros(mask.shape, dtype=torch.bfloat16 if torch.is_autocast_enabled("cpu") else torch.float).masked_fill(~mask, -1e4)[:, None, None, :]

    def forward(self, ids, case, gap, mask, convention):
        x, mask = self.embed(ids, case, gap, convention), self.hiding(mask)
        for block in self.blocks:
            x = block(x, mask)
        return x


class Reader(nn.Module):
    def __init__(self, folder, sizes, d=128, r=96, a=256, l=96, m=128):
        super().__init__()
        self.encoder = Encoder(folder)
        h = self.encoder.size
        self.drop = Dropout(0.1)
        self.cue = nn.Linear(h, 3)
        self.of_word, self.of_cue, self.distance = nn.Linear(h, d), nn.Linear(2 * h, d), nn.Embedding(129, d)
        self.near, self.role = nn.Conv1d(d, d, 5, padding=2), nn.Linear(d, 3 * ROLES)
        self.far = nn.ModuleList(nn.Conv1d(d, d, 5, padding=2 * k, dilation=k) for k in FAR)
        for layer in self.far:
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)
        self.pair, self.pair_word, self.pair_cue = nn.Parameter(torch.randn(3 * ROLES, r, r) * 0.02), nn.Linear(h, r), nn.Linear(2 * h, r)
        self.step = nn.Parameter(torch.eye(ROLES))
        self.tag, self.feats, self.lemma = nn.Linear(h, len(UPOS)), nn.Linear(h, sizes["feats"]), nn.Linear(h, sizes["lemma"])
        self.name, self.sentence, self.root = nn.Linear(h, len(NAMES)), nn.Linear(h, 1), nn.Parameter(torch.zeros(h))
        self.arc_word, self.arc_head, self.arc, self.arc_bias = nn.Linear(h, a), nn.Linear(h, a), nn.Parameter(torch.eye(a) * 0.02), nn.Linear(a, 1)
        self.rel_word, self.rel_head, self.rel = nn.Linear(h, l), nn.Linear(h, l), nn.Parameter(torch.randn(sizes["relation"], l + 1, l + 1) * 0.02)

        self.mention, self.anaphor, self.antecedent = nn.Linear(h, len(MENTIONS)), nn.Linear(h, m), nn.Linear(h, m)
        self.same, self.same_bias, self.apart = nn.Parameter(torch.eye(m) * 0.05), nn.Linear(m, 1), nn.Parameter(torch.zeros(len(STEPS) + 1))

    def roles(self, h, first, last):
        """Scores (cues, words, 12) for one window h (words, hidden) and its cues' first and last words: role, entering it, leaving it."""
        cue, at = torch.cat([h[first], h[last]], -1), torch.arange(len(h))
        zero = torch.zeros(1, dtype=torch.long)
        d = torch.minimum(at[None] - first[:, None], zero) + torch.maximum(at[None] - last[:, None], zero)
        d = torch.sign(d) * torch.where(d.abs() <= 32, d.abs(), (32 + (d.abs() - 32) // 8).clamp(max=64)) + 64
        x = F.gelu(self.of_word(h)[None] + self.of_cue(cue)[:, None] + self.distance(d))
        for layer in (self.near, *self.far):
            x = x + F.gelu(layer(x.transpose(1, 2)).transpose(1, 2))
        by_cue = torch.einsum("kq,orq->kor", self.pair_cue(cue), self.pair)
        return (self.role(x) + torch.einsum("tr,kor->kto", self.pair_word(h), by_cue)).float()

    def steps(self, scores):
        """Transition scores (cues, words - 1, from, to)."""
        enter, leave = scores[:, 1:, ROLES:2 * ROLES], scores[:, :-1, 2 * ROLES:]
        return self.step + (leave[..., :, None] + enter[..., None, :]) * (1 - torch.eye(ROLES))

    def path_loss(self, scores, roles, mask):
        """Negative log-likelihood of each cue's roles (cues,); mask (cues, words) marks the words that count, all at the front."""
        steps, scores = self.steps(scores), scores[..., :ROLES]
        taken = steps.flatten(2).gather(2, (roles[:, :-1] * ROLES + roles[:, 1:])[:, :, None])[:, :, 0]
        best = (scores.gather(2, roles[:, :, None])[:, :, 0] * mask).sum(1) + (taken * mask[:, 1:]).sum(1)
        a, outs = scores[:, 0], []
        for e, s, m in zip(scores.unbind(1)[1:], steps.unbind(1), mask.unbind(1)[1:]):
            a = torch.where(m[:, None] > 0, torch.logsumexp(a[:, :, None] + s, 1) + e, a)
        return torch.logsumexp(a, 1) - best

    def path(self, scores):
        steps, scores = self.steps(scores), scores[..., :ROLES]
        a, back = scores[:, 0], []
        for i in range(1, scores.shape[1]):
            m, j = (a[:, :, None] + steps[:, i - 1]).max(1)
            back.append(j)
            a = m + scores[:, i]
        at = a.argmax(-1)
        out = [at]
        for j in reversed(back):
            at = j.gather(1, at[:, None])[:, 0]
            out.append(at)
        return torch.stack(out[::-1], 1)

    def tree_loss(self, x, w):
        head, low, high = (torch.tensor(w[k]) for k in ("head", "low", "high"))
        j = torch.arange(len(x) + 1)
        allowed = (j[None] == 0) | ((j[None] > low[:, None]) & (j[None] <= high[:, None]))
        arcs = F.cross_entropy(self.arcs(x).masked_fill(~allowed, -1e4), head)
        relations = F.cross_entropy(self.labels(x, head), torch.tensor(w["relation"]))
        tag = F.cross_entropy(self.tag(x), torch.tensor(w["tag"]))
        feats, lemma = F.cross_entropy(self.feats(x), torch.tensor(w["feats"])), F.cross_entropy(self.lemma(x), torch.tensor(w["lemma"]), ignore_index=-100)
        sentence = F.binary_cross_entropy_with_logits(self.sentence(x)[:, 0], torch.tensor(w["sentence"], dtype=torch.float))
        return arcs + relations + tag + 0.5 * feats + 0.5 * lemma + sentence

    def links(self, x, at):
        """Scores (mentions, mentions) for the heads `at` of mentions, in order: how well the second is an antecedent of the first."""
        x = x[at]
        before = F.gelu(self.antecedent(x))
        apart = self.apart[torch.bucketize((at[:, None] - at[None]).clamp(min=0), torch.tensor(STEPS), right=True)]
        return F.gelu(self.anaphor(x)) @ self.same @ before.T + self.same_bias(before).T + apart

    def mention_loss(self, x, w):
        kind, entity = torch.tensor(w["mention"]), torch.tensor(w["entity"])
        loss = F.cross_entropy(self.mention(x), kind) if (kind >= 0).any() else torch.zeros(())
        at = torch.nonzero(entity >= 0)[:, 0]
        if len(at) < 2:
            return loss
        earlier = torch.ones(len(at), len(at), dtype=torch.bool).tril(-1)
        same = (entity[at][:, None] == entity[at][None]) & earlier
        scores = F.pad(self.links(x, at), (1, 0))  # column 0: none of them
        right = torch.cat([~same.any(1, keepdim=True), same], 1)
        possible = F.pad(earlier, (1, 0), value=True)
        best = torch.logsumexp(scores.masked_fill(~right, -1e4), 1)
        return loss + (torch.logsumexp(scores.masked_fill(~possible, -1e4), 1) - best).mean()

    def arcs(self, x):
        heads = F.gelu(self.arc_head(torch.cat([self.root[None], x])))
        return F.gelu(self.arc_word(x)) @ self.arc @ heads.T + self.arc_bias(heads).T

    def labels(self, x, head):
        one = torch.ones(len(x), 1)
        w, h = F.gelu(self.rel_word(x)), F.gelu(self.rel_head(torch.cat([self.root[None], x])))[head]
        return torch.einsum("ni,rij,nj->nr", torch.cat([w, one], 1), self.rel, torch.cat([h, one], 1))
