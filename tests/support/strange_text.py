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
)
