using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>One series of a chart.</summary>
/// <param name="Style">The style's name in the sheet: net, gross, bench or bars; each has its own colour, width and dash.</param>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Values">One value a bar; those that are not finite break the line.</param>
/// <param name="IsFilled">True when the area down to zero is tinted.</param>
internal sealed record ChartLine(string Style, string Name, IReadOnlyList<double> Values, bool IsFilled = false);
