"""Says what would end the page's own styles, and hide or rewrite the score."""


def double(x):
    raise ValueError(
        "</style><style>p{display:none}</style>"
        '" style="x" onload="alert(1)" \'>--><![CDATA[ ]]> &lt;b&gt; {title} {0} %s'
    )
