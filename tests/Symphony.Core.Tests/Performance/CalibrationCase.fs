/// 24 forecasts with outcomes, shared by tests that compare with other libraries.
module Symphony.Core.Tests.CalibrationCase

let values: float[] =
    [| 0; 0; 1; 0; 1; 0; 0; 1; 0; 1; 0; 1; 1; 1; 1; 0; 0; 0; 0; 0; 0; 0; 0; 0 |]
    |> Array.map float

let outcomes: bool[] = values |> Array.map (fun value -> value = 1.0)

let probabilities: float[] = [|
    0.27
    0.776
    0.73
    0.501
    0.431
    0.337
    0.49
    0.691
    0.136
    0.968
    0.153
    0.219
    0.67
    0.332
    0.746
    0.668
    0.606
    0.295
    0.069
    0.139
    0.343
    0.443
    0.819
    0.448
|]
