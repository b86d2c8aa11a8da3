"""Texts that Markdown, or what Streamlit adds to it, would not show as they are."""

STRANGE = (
    "![picture](http://198.51.100.1/x.png) [link](http://198.51.100.1/)",
    "see http://198.51.100.1/a, HTTPS://example.com/b and www.example.com/c",
    "write to someone@example.com or mailto:other@example.com",
    "<script>document.title='broken'</script><img src=x onerror=alert(1)>",
    "<http://198.51.100.1/> &lt;b&gt; &#42;",
    ":smile: :material/delete: :streamlit: :red[red] :small[small]",
    "a -> b <- c <-> d -- e >= f <= g ~= h",
    "-> b",
    "$x^2$ and $$y$$ and `code` and ```fence```",
    "# heading",
    "- item",
    "1. item",
    "> quote",
    "***",
    "*a* _b_ **c** __d__ ~~e~~ | f | g |",
    r"C:\folder\new, \* and \\",
    "at 10:30:15, IATA: 2021.3, 1+1=2",
    "[a](javascript:pwned=1) javascript:pwned=1",
    "<svg onload=pwned=1> <a href=javascript:pwned=1>x</a> </div></script>",
    ":blue-background[x] :rainbow[x] :violet-badge[x] :shortcut[x] :kbd[x]",
    "{datum.x} ${7*7} {{7*7}} <%= 7*7 %> %s %(x)s",
    "[^1] [x]: y | a | b | -|- &copy; &#x202e;",
    "'\"` lone 'quotes\" \\",
)

# The same for what cannot be seen, which is shown as `visible` writes it.
UNSEEN = (
    "\x1b[31mred\x1b[0m \x07 \x9b2J \x00",
    "\u202egnp.exe\u202c \u2066isolated\u2069 \u200fmark",
    "zero\u200bwidth\u200d\ufeff joined\u2060 tag\U000e0041",
)
