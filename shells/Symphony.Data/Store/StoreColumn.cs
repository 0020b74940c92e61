namespace Symphony.Data.Store;

/// <summary>What a column of a part holds; each value is one 64-bit word in memory.</summary>
internal enum StoreType
{
    /// <summary>A double, by its bits; <see cref="StoreColumn.Missing"/> where there is none.</summary>
    Number,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>An epoch day.</summary>
    Date,

    /// <summary>Microseconds since 1970-01-01T00:00Z.</summary>
    Instant,

    /// <summary>A text, by its number in a table.</summary>
    Text,
}

/// <summary>What a number must be.</summary>
internal enum NumberRule
{
    /// <summary>From 1e-12 to 1e12.</summary>
    Price,

    /// <summary>From 0 to 1e18.</summary>
    Amount,

    /// <summary>Finite.</summary>
    Finite,

    /// <summary>From 0 to 10 a year, or NaN said in so many letters.</summary>
    Rate,

    /// <summary>0 or 1.</summary>
    Flag,
}

/// <summary>A column of a kind of rows, beside the symbol and the stamp.</summary>
/// <param name="Name">Its name in the store, and in a file unless mapped.</param>
/// <param name="Type">What it holds.</param>
/// <param name="IsKey">True when two rows may differ in it alone.</param>
internal sealed record StoreColumn(string Name, StoreType Type, bool IsKey = false)
{
    /// <summary>The one NaN that is stored.</summary>
    public const long Missing = 0x7FF8000000000000;

    /// <summary>What its numbers must be.</summary>
    public NumberRule Rule { get; init; }

    /// <summary>True when it is money for a unit, which files of scaled prices hold as a multiple.</summary>
    public bool IsPrice { get => field || (Type == StoreType.Number && Rule == NumberRule.Price); init; }

    /// <summary>True when a file may lack the column.</summary>
    public bool MayBeMissing { get; init; }

    /// <summary>True when a cell may be empty.</summary>
    public bool MayBeEmpty { get; init; }

    /// <summary>The text of a text column that a file lacks; null when it must be there.</summary>
    public string? DefaultText { get; init; }

    /// <summary>The number of a column that a file lacks.</summary>
    public double DefaultNumber { get; init; } = double.NaN;

    /// <summary>What refusals say is accepted.</summary>
    public string Accepted => Type switch
    {
        StoreType.Number => Rule switch
        {
            NumberRule.Price => "a price above zero (1e-12 to 1e12)",
            NumberRule.Amount => "a number of zero or more (up to 1e18)",
            NumberRule.Flag => "0 or 1",
            NumberRule.Rate => "a rate a year from 0 to 10 (0.005 is 50 bp), or NaN",
            _ => "a finite number",
        },
        StoreType.Whole => "a whole number of zero or more",
        StoreType.Date => "a date as yyyy-MM-dd or yyyyMMdd",
        _ => Name switch
        {
            "right" => "C or P (call or put)",
            "kind" => "split, dividend or delisting",
            _ => "a text of visible characters",
        },
    };

    /// <summary>What is wrong with a number, or null.</summary>
    /// <param name="value">The number.</param>
    public string? Fault(double value) => Rule switch
    {
        NumberRule.Rate when double.IsNaN(value) => null,
        _ when !double.IsFinite(value) => "is not finite",
        NumberRule.Price when value <= 0 => "is not above zero",
        NumberRule.Price when value is < 1e-12 or > 1e12 => "is no price of any market",
        NumberRule.Rate when value is < 0 or > 10 => "is no rate a year of any borrow",
        NumberRule.Amount when value < 0 => "is negative",
        NumberRule.Amount when value > 1e18 => "is no amount of any market",
        NumberRule.Flag when value is not (0 or 1) => "is neither 0 nor 1",
        _ => null,
    };
}
