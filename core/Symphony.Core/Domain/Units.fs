namespace Symphony.Core

/// <summary>A position on the time axis: one bar of whatever length the data has.</summary>
[<Measure>]
type bar

/// <summary>A number of shares, contracts or coins, signed.</summary>
[<Measure>]
type share
