using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Symphony.Reports;

/// <summary>
/// Collects the page. What stands in an interpolated string's braces is escaped, unless it is
/// <see cref="Markup"/>; a double does not compile there, so that every number is formatted on purpose.
/// </summary>
internal sealed class HtmlWriter
{
    private readonly StringBuilder text = new();

    public void Add([InterpolatedStringHandlerArgument("")] Piece piece) => _ = piece;

    public void Line([InterpolatedStringHandlerArgument("")] Piece piece)
    {
        _ = piece;
        text.Append('\n');
    }

    public Markup ToMarkup() => new(text.ToString());

    public override string ToString() => text.ToString();

    [InterpolatedStringHandler]
    internal readonly struct Piece
    {
        private readonly StringBuilder to;

        public Piece(int literalLength, int formattedCount, HtmlWriter writer)
        {
            to = writer.text;
            to.EnsureCapacity(to.Length + literalLength + (16 * formattedCount));
        }

        public void AppendLiteral(string literal) => to.Append(literal);

        public void AppendFormatted(string foreign) => HtmlText.AppendEscaped(to, foreign);

        public void AppendFormatted(int number) => to.Append(number.ToString(CultureInfo.InvariantCulture));

        public void AppendFormatted(Markup markup) => to.Append(markup.Text);
    }
}
