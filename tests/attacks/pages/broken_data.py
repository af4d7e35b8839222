"""Says what would end a cell of a table, a string of JSON, an element of XML or a statement of SQL."""


def double(x):
    raise AssertionError(
        '",\n"earned": 1000, "x": [{ ]]></failure></testcase><testcase name=\'x\'/> '
        "'); DROP TABLE grades; -- \x00 \x0b \ufffe \ud800"
    )
