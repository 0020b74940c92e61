using System;

namespace Symphony.Data;

/// <summary>Forecast probabilities and whether what they foretold happened.</summary>
/// <param name="Probabilities">In [0, 1], in the file's order.</param>
/// <param name="Outcomes">Whether it happened, one for each probability.</param>
/// <param name="Input">The file.</param>
public sealed record ForecastsData(ReadOnlyMemory<double> Probabilities, ReadOnlyMemory<bool> Outcomes, DataInput Input);
