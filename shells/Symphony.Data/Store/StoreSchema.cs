using System;
using System.Collections.Generic;
using System.Linq;

namespace Symphony.Data.Store;

/// <summary>The columns of a kind of rows, beside the symbol and the stamp.</summary>
/// <param name="Kind">Its name.</param>
/// <param name="Columns">The columns, in the order they are stored.</param>
internal sealed record StoreSchema(string Kind, IReadOnlyList<StoreColumn> Columns)
{
    /// <summary>Rows that are the same by symbol and stamp differ by these columns.</summary>
    public int[] Keys { get; } = [.. Enumerable.Range(0, Columns.Count).Where(i => Columns[i].IsKey)];

    /// <summary>True when rows at one instant are told apart by their order alone.</summary>
    public bool IsSequenced => Columns is [{ Name: "sequence" }, ..];

    /// <summary>True when the last of several rows of one microsecond says all that the others do, and is kept where their order is known.</summary>
    public bool KeepsLast => Kind == "quotes";

    /// <summary>True when a row is stamped with a date whatever its frequency.</summary>
    public bool IsAlwaysDated => Kind is "actions" or "universe" or "borrow";

    /// <summary>True when a stamp is the end or the beginning of a span of time.</summary>
    public bool HasLabel => Kind is "bars" or "quote-bars" or "benchmark";

    /// <summary>True when prices are as traded or restated.</summary>
    public bool HasBasis => Kind is "bars" or "benchmark";

    /// <summary>Groups of columns of which a file has at least one, and none in part; none where each column is asked for by itself.</summary>
    public IReadOnlyList<string[]> Sides { get; init; } = [];

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<StoreSchema> All { get; } =
    [
        new("bars", [Price("open"), Price("high"), Price("low"), Price("close"), Amount("volume") with { MayBeEmpty = false }]),
        new("quotes", [Side("bid"), Amount("bid_size"), Side("ask"), Amount("ask_size")]) { Sides = [["bid"], ["ask"]] },
        new("quote-bars",
        [
            Side("bid_open"), Side("bid_high"), Side("bid_low"), Side("bid_close"), Amount("bid_size"),
            Side("ask_open"), Side("ask_high"), Side("ask_low"), Side("ask_close"), Amount("ask_size"),
        ])
        {
            Sides = [["bid_open", "bid_high", "bid_low", "bid_close"], ["ask_open", "ask_high", "ask_low", "ask_close"]],
        },
        new("trades", [new("sequence", StoreType.Whole, IsKey: true) { MayBeMissing = true }, Price("price"), Amount("size") with { MayBeMissing = false, MayBeEmpty = false }]),
        new("actions", [new("kind", StoreType.Text, IsKey: true), new("value", StoreType.Number) { Rule = NumberRule.Finite }]),
        new("universe",
        [
            new("universe", StoreType.Text, IsKey: true) { DefaultText = "all" },
            new("member", StoreType.Number) { Rule = NumberRule.Flag, MayBeMissing = true, DefaultNumber = 1 },
        ]),
        new("borrow", [new("rate", StoreType.Number) { Rule = NumberRule.Rate }]),
        new("benchmark", [Price("close")]),
        new("options",
        [
            new("expiry", StoreType.Date, IsKey: true),
            new("strike", StoreType.Number, IsKey: true) { Rule = NumberRule.Price },
            new("right", StoreType.Text, IsKey: true),
            Quoted("bid"), Amount("bid_size"), Quoted("ask"), Amount("ask_size"), Quoted("last"), Amount("volume"),
            Amount("open_interest"), Amount("implied_volatility"),
        ])
        {
            Sides = [["bid"], ["ask"], ["last"], ["volume"], ["open_interest"], ["implied_volatility"]],
        },
    ];

    /// <summary>The schema of a kind, or the refusal of an unknown one.</summary>
    /// <param name="kind">The kind's name.</param>
    public static StoreSchema Of(string kind) => All.FirstOrDefault(schema => schema.Kind == kind)
        ?? throw new DataRefusedException(
            $"the kind '{kind}' is not known; {string.Join(", ", All.Select(schema => schema.Kind))} are accepted", "kind", value: kind);

    /// <summary>The number of a column, or -1.</summary>
    /// <param name="name">Its name.</param>
    public int IndexOf(string name)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (string.Equals(Columns[i].Name, name, StringComparison.Ordinal)) return i;
        }

        return -1;
    }

    private static StoreColumn Price(string name) => new(name, StoreType.Number) { Rule = NumberRule.Price };

    private static StoreColumn Side(string name) => new(name, StoreType.Number) { Rule = NumberRule.Price, MayBeMissing = true, MayBeEmpty = true };

    /// <summary>A price that may be zero, as that of an option far from the money.</summary>
    private static StoreColumn Quoted(string name) => Amount(name) with { IsPrice = true };

    private static StoreColumn Amount(string name) => new(name, StoreType.Number) { Rule = NumberRule.Amount, MayBeMissing = true, MayBeEmpty = true };
}
