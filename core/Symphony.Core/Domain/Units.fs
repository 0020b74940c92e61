namespace Symphony.Core

/// <summary>A count of bars on the market axis.</summary>
[<Measure>]
type bar

/// <summary>A count of shares.</summary>
[<Measure>]
type share
