using System;
using System.Globalization;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>
/// A repair as a line of text: <c>drop AAPL 2014-06-06..2014-06-09: bad download</c>,
/// <c>accept large_move AIG 2008-09-15: it happened</c>, <c>keep last * *: the source appends corrections</c>.
/// </summary>
internal static class RepairText
{
    private const string Form = "'drop SYMBOL DATES: reason', 'keep first|last SYMBOL DATES: reason' or 'accept RULE SYMBOL DATES: reason'";

    internal static AuditRepair Read(string text)
    {
        var colon = text.IndexOf(": ", StringComparison.Ordinal);
        if (colon < 0) throw Refuse(text, "has no reason after a colon");
        var reason = text[(colon + 2)..].Trim();
        if (reason.Length == 0) throw Refuse(text, "has no reason after its colon");
        var words = text[..colon].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            ["drop", var symbol, var dates] => Over(text, dates, (from, to) => DataAudit.DropRows(Symbol(symbol), from, to, reason)),
            ["keep", "first" or "last", var symbol, var dates] => Over(text, dates, (from, to) => DataAudit.KeepOne(words[1] == "last", Symbol(symbol), from, to, reason)),
            ["accept", var rule, var symbol, var dates] => Over(text, dates, (from, to) => DataAudit.Accept(DataAudit.RuleOf(rule), Symbol(symbol), from, to, reason)),
            _ => throw Refuse(text, "is no repair"),
        };
    }

    /// <summary>A repair in one line, as it is written.</summary>
    internal static string Write(AuditRepair repair)
    {
        var kind = repair.Kind switch
        {
            { IsKeepFirst: true } => "keep first",
            { IsKeepLast: true } => "keep last",
            RepairKind.Accept accept => $"accept {DataAudit.NameOf(accept.rule)}",
            _ => "drop",
        };
        var symbol = repair.Symbol.IsNone ? "*" : repair.Symbol.Value;
        var dates = repair.From == int.MinValue ? "*"
            : repair.From == repair.To ? Written.Date(repair.From)
            : $"{Written.Date(repair.From)}..{Written.Date(repair.To)}";
        return $"{kind} {symbol} {dates}: {repair.Reason}";
    }

    private static string? Symbol(string word) => word == "*" ? null : word;

    private static AuditRepair Over(string text, string dates, Func<int, int, AuditRepair> make)
    {
        try
        {
            return Between(text, dates, make);
        }
        catch (RefusedException refused) when (refused.ParamName != AuditSettingsTable.Repairs)
        {
            throw new RefusedException(AuditSettingsTable.Repairs, $"{AuditSettingsTable.Repairs}: '{text}': {refused.Sentence}");
        }
    }

    private static AuditRepair Between(string text, string dates, Func<int, int, AuditRepair> make)
    {
        if (dates == "*") return make(int.MinValue, int.MaxValue);
        var parts = dates.Split("..");
        if (parts.Length > 2) throw Refuse(text, $"has dates '{dates}'");
        var from = Day(text, parts[0]);
        var to = parts.Length == 2 ? Day(text, parts[1]) : from;
        return to >= from ? make(from, to) : throw Refuse(text, $"ends at {parts[1]}, before it begins at {parts[0]}");
    }

    private static int Day(string text, string word) =>
        DateOnly.TryParseExact(word, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? Written.EpochDay(date)
            : throw Refuse(text, $"has the date '{word}'");

    private static RefusedException Refuse(string text, string problem) =>
        new(AuditSettingsTable.Repairs, $"{AuditSettingsTable.Repairs}: '{text}' {problem}; {Form} is accepted, dates as yyyy-MM-dd, FROM..TO or *");
}
