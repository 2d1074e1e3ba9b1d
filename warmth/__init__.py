"""How a relationship stands: policy and a pure judgement, and the flags that follow from it."""
