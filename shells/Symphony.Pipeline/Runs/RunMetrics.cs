using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Symphony.Pipeline;

/// <summary>The figures of a run: what <c>metrics.json</c> holds.</summary>
public sealed record RunMetrics
{
    /// <summary>The format of the file.</summary>
    public int Format { get; init; } = 1;

    /// <summary>The run's name.</summary>
    public required string Name { get; init; }

    /// <summary>The study its trial is counted in.</summary>
    public required string Study { get; init; }

    /// <summary>The tradable history: refitted as time goes on, scored ahead.</summary>
    public required BacktestFigures WalkForward { get; init; }

    /// <summary>The net figures of each combinatorial path, in order of path number.</summary>
    public IReadOnlyList<PerformanceFigures> Paths { get; init; } = [];

    /// <summary>The paths' median Sharpe ratio, annualised (of an even number the lower middle one); null when it has no value.</summary>
    public double? MedianPathSharpeRatio { get; init; }

    /// <summary>The averaged out-of-fold scores, traded: a headline figure, not a tradable history.</summary>
    public required PerformanceFigures OutOfFold { get; init; }

    /// <summary>Rank correlation of the averaged out-of-fold scores with the labels.</summary>
    public required RankCorrelationFigures OutOfFoldRankCorrelation { get; init; }

    /// <summary>Rank correlation of the walk-forward scores with the labels.</summary>
    public required RankCorrelationFigures WalkForwardRankCorrelation { get; init; }

    /// <summary>Rank correlation of the walk-forward scores with executable returns over several horizons, shortest first.</summary>
    public IReadOnlyList<HorizonCorrelationFigures> CorrelationByHorizon { get; init; } = [];

    /// <summary>Mean label by quantile of walk-forward score, lowest first; then, numbered 0, the highest less the lowest.</summary>
    public IReadOnlyList<QuantileFigure> ReturnByQuantile { get; init; } = [];

    /// <summary>What each of several models was worth, and how their scores became one; left out where there is one model.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StackFigures? Stack { get; init; }

    /// <summary>Observations with all features, labelled or not.</summary>
    public int Observations { get; init; }

    /// <summary>Observations with a label.</summary>
    public int Labelled { get; init; }

    /// <summary>Combinatorial splits.</summary>
    public int Splits { get; init; }

    /// <summary>Training rows of all splits together, after purge and embargo.</summary>
    public long Trained { get; init; }

    /// <summary>Rows of all splits together that purge and embargo kept out of training.</summary>
    public long PurgedAndEmbargoed { get; init; }

    /// <summary>What the fits set aside, and how their scores did there; null where <c>model.validation</c> is none, or in a run of a version before.</summary>
    public ValidationFigures? Validation { get; init; }

    /// <summary>Walk-forward fits.</summary>
    public int Refits { get; init; }

    /// <summary>What the deflated Sharpe ratio rests on.</summary>
    public required TrialFigures Trials { get; init; }

    /// <summary>Where the walk-forward profit came from; empty in a run of a version that did not ask.</summary>
    public AnalysisFigures Analysis { get; init; } = new();

    /// <summary>Whether the names are those that could have been known at each date, and who is missing; null in a run of a version that did not ask.</summary>
    public UniverseFigures? Universe { get; init; }

    /// <summary>What a reader should know about the data.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The figures of a finished run.</summary>
    /// <param name="folder">Its run folder.</param>
    /// <exception cref="RunRefusedException">The folder is not a run.</exception>
    public static RunMetrics Read(string folder)
    {
        RunFolder.ReadManifest(folder);
        try
        {
            return Parse(File.ReadAllBytes(Path.Combine(folder, RunFolder.Metrics)));
        }
        catch (System.Exception error) when (error is FileNotFoundException or JsonException)
        {
            throw new RunRefusedException(folder, $"its {RunFolder.Metrics} is missing or damaged; symphony verify says more");
        }
    }

    /// <summary>The figures as JSON, as <c>metrics.json</c> holds them.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options) + "\n";

    internal static RunMetrics Parse(byte[] json) => JsonSerializer.Deserialize<RunMetrics>(json, Options)!;

    internal static T Of<T>(byte[] json) => JsonSerializer.Deserialize<T>(json, Options)!;

    internal static string Json<T>(T value) => JsonSerializer.Serialize(value, Options) + "\n";
}
