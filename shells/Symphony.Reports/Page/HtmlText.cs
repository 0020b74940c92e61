using System.Globalization;
using System.Text;

namespace Symphony.Reports;

/// <summary>Foreign text made harmless in an element or an attribute.</summary>
/// <remarks>
/// Besides the five characters of markup: control characters and broken surrogates, which neither HTML nor
/// UTF-8 can hold, become U+FFFD; characters that reorder text are spelt out, so that a name reads as it is.
/// </remarks>
internal static class HtmlText
{
    public static void AppendEscaped(StringBuilder to, string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '&': to.Append("&amp;"); break;
                case '<': to.Append("&lt;"); break;
                case '>': to.Append("&gt;"); break;
                case '"': to.Append("&quot;"); break;
                case '\'': to.Append("&#39;"); break;
                case '\n' or '\t': to.Append(c); break;
                case '\r': break;
                case >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069' or '\u200E' or '\u200F' or '\u061C':
                    to.Append("[U+").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture)).Append(']');
                    break;
                case < ' ' or >= '\u007F' and <= '\u009F' or '\uFFFE' or '\uFFFF': to.Append('\uFFFD'); break;
                default:
                    if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                    {
                        to.Append(c).Append(text[++i]);
                    }
                    else
                    {
                        to.Append(char.IsSurrogate(c) ? '\uFFFD' : c);
                    }

                    break;
            }
        }
    }

    /// <summary>A JSON string, quotes included, that is also safe inside a script element of HTML or XML.</summary>
    public static void AppendJsonString(StringBuilder to, string text)
    {
        to.Append('"');
        foreach (var c in text)
        {
            if (c is '"' or '\\' or '<' or '>' or '&' or '\'' || c < ' ' || c >= '\u007F')
            {
                to.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                to.Append(c);
            }
        }

        to.Append('"');
    }
}
