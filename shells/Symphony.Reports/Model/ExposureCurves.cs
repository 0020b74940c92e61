using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>Exposure at every close, a multiple of equity.</summary>
/// <param name="Gross">Long plus short notional, one value a bar, at least 0.</param>
/// <param name="Net">Long minus short notional, one value a bar.</param>
public sealed record ExposureCurves(IReadOnlyList<double> Gross, IReadOnlyList<double> Net);
