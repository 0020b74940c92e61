namespace Symphony.Bench

/// Ten years of days of five hundred names.
[<RequireQualifiedAccess>]
module RollingSizes =

    [<Literal>]
    let Names = 500

    [<Literal>]
    let Bars = 2520

    [<Literal>]
    let Values = 1_260_000
