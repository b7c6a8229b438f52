"""The checks of a society's registers (台账核验): facts in, verdicts out.

Pure: no database, no clock, no request. `facts` says what a rule may know, `registry` names the
rules and what they must be told, `words` puts every number into the language of the reader.
"""
