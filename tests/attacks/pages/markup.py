"""Says a program for the browser, a picture that runs one, and marks that turn the writing."""

from IPython.display import HTML, display

display(HTML("<script>alert(1)</script>"))


def double(x):
    raise ValueError("</pre><script>alert(1)</script><img src=x onerror=alert(1)>\x1b[31m\u202egnp.exe")
