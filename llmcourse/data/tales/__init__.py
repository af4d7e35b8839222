"""Tales: short, simple, coherent stories, simulated in a small world and told by a grammar, with their truth kept.

The idea of a corpus that a small model can master is that of Eldan and Li (2023, TinyStories). `corpus` makes and reads
it; `derived` turns the truth into questions, labels and pairs; `world` and `events` hold what can happen; `teller` and
`phrases` put it into words; the `plots_` modules are the stories. Used from chapter 6 on.
"""
