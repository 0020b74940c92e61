namespace Symphony.Pipeline;

/// <summary>What a setting's value is.</summary>
public enum SettingKind
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    WholeNumber,

    /// <summary>A number; fractions may be written as <c>2.5 bp</c> or <c>5 %</c>.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Truth,

    /// <summary>One of a few words.</summary>
    Choice,

    /// <summary>A calendar date, <c>yyyy-MM-dd</c>.</summary>
    Date,

    /// <summary>A list of texts; a single text stands for a list of one.</summary>
    TextList,

    /// <summary>A list of dates, <c>yyyy-MM-dd</c>.</summary>
    DateList,

    /// <summary>A list of <c>{ advAbove, rate }</c> steps, by falling average daily volume.</summary>
    BorrowTiers,

    /// <summary>An embargo: bars, calendar days (<c>14 days</c>) or a share of the market's bars (<c>1 %</c>).</summary>
    Embargo,

    /// <summary>A training window: <c>anchored</c>, or <c>rolling</c> and a number of decision bars.</summary>
    TrainingWindow,

    /// <summary>Texts by name, the names being the user's own (symbols, for instance).</summary>
    TextByName,

    /// <summary>Numbers by name, the names being the user's own (symbols, for instance).</summary>
    NumberByName,

    /// <summary>The path of one file.</summary>
    File,

    /// <summary>Models by name, each with settings of its own.</summary>
    Models,
}
