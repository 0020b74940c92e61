module Symphony.Core.Tests.RanksLaws

open System
open NUnit.Framework

open Symphony.Core

let private ranks (values: float[]) = Ranks.average (ReadOnlySpan values)

/// By counting: one more than the lower values, and half of the other equal ones.
let private counted (values: float[]) =
    values
    |> Array.map (fun value ->
        let lower = values |> Array.filter (fun other -> other < value) |> Array.length
        let equal = values |> Array.filter (fun other -> other = value) |> Array.length
        float lower + float (equal + 1) / 2.0)

[<DomainProperty>]
let ``ranks equal those found by counting`` (TiedSeries values) = ranks values = counted values

[<DomainProperty>]
let ``ranks add up to those of distinct values`` (TiedSeries values) =
    let n = float values.Length
    Array.sum (ranks values) = n * (n + 1.0) / 2.0

[<DomainProperty>]
let ``an increasing change of scale keeps the ranks`` (TiedSeries values) =
    ranks (values |> Array.map Elementary.exp) = ranks values

[<DomainProperty>]
let ``turning the values around turns the ranks around`` (TiedSeries values) =
    let n = float values.Length
    ranks (values |> Array.map (fun v -> -v)) = (ranks values |> Array.map (fun r -> n + 1.0 - r))

[<Test>]
let ``three equal values in the middle share rank three`` () =
    Assert.That(
        ranks [| 7.0; 5.0; 5.0; 1.0; 5.0 |],
        Is.EqualTo<float>([| 5.0; 3.0; 3.0; 1.0; 3.0 |])
    )
