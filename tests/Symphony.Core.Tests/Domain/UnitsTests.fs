module Symphony.Core.Tests.UnitsTests

open NUnit.Framework
open FsCheck.NUnit

open Symphony.Core

[<Property>]
let ``shares add as numbers do`` (a: int) (b: int) =
    a * 1<share> + b * 1<share> = (a + b) * 1<share>

[<Test>]
let ``a bar is worth one`` () = Assert.That(int 1<bar>, Is.EqualTo 1)
