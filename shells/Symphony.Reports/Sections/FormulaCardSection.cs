using System;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Reports;

/// <summary>The card of every figure: its formula, conventions, unit, source, and values it is held to.</summary>
internal static class FormulaCardSection
{
    /// <summary>More decimals than these tell a reader nothing.</summary>
    private const int MostDecimals = 6;

    public static Markup Render()
    {
        var page = new HtmlWriter();
        foreach (var family in FormulaCatalogue.Families)
        {
            page.Line($"<details class=\"family\"><summary>{family.Name} <span>{family.Cards.Count}</span></summary><dl class=\"cards\">");
            foreach (var card in family.Cards)
            {
                Card(page, card);
            }

            page.Line($"</dl></details>");
        }

        return page.ToMarkup();
    }

    private static void Card(HtmlWriter page, FormulaCard card)
    {
        page.Line($"<div><dt>{card.Name}</dt><dd>");
        page.Line($"<p class=\"formula\">{card.Formula}</p>");
        page.Line($"<p>{card.Convention}</p>");
        page.Line($"<p class=\"aside\"><b>Unit</b> {card.Unit}</p>");
        page.Line($"<p class=\"aside\"><b>Source</b> {card.Reference}</p>");
        foreach (var golden in card.Golden)
        {
            page.Line($"<p class=\"aside\"><b>Must give</b> <output>{Value(golden)}</output> for {golden.Inputs} ({golden.Source})</p>");
        }

        page.Line($"</dd></div>");
    }

    /// <summary>The value with as many decimals as its tolerance leaves standing.</summary>
    internal static string Value(GoldenValue golden)
    {
        var decimals = 0;
        while (decimals < MostDecimals && 0.5 * Math.Pow(10, -decimals) > golden.Tolerance * 1.001)
        {
            decimals++;
        }

        var text = FigureText.Fixed(golden.Value, decimals);
        return text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
    }
}
