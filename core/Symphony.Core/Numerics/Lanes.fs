namespace Symphony.Core

open System
open System.Numerics
open System.Runtime.CompilerServices
open System.Runtime.InteropServices
open System.Runtime.Intrinsics
open System.Runtime.Intrinsics.X86

// Eight lanes of a row of doubles, in one, two or four registers or apart, and one lane for what is
// left over after the last full eight. A kernel is written once over any of them (`Lane`); each gives
// the same bits. Nothing checks lengths: kernels do, once.

/// What a kernel may do with the lanes it is written over.
type internal ILane<'L when 'L: struct and 'L :> ILane<'L>> =
    inherit IAdditionOperators<'L, 'L, 'L>
    inherit ISubtractionOperators<'L, 'L, 'L>
    inherit IMultiplyOperators<'L, 'L, 'L>
    inherit IDivisionOperators<'L, 'L, 'L>
    /// Lanes at once.
    static abstract Width: int
    /// The same value in every lane.
    static abstract Of: x: float -> 'L
    /// What sums start from: nothing in eight lanes, the total so far in one.
    static abstract Start: total: float -> 'L
    static abstract Load: row: ReadOnlySpan<float> * at: int -> 'L
    /// Single precision, widened.
    static abstract Widen: row: ReadOnlySpan<float32> * at: int -> 'L
    static abstract Store: x: 'L * row: Span<float> * at: int -> unit
    static abstract Sqrt: x: 'L -> 'L
    static abstract Abs: x: 'L -> 'L
    /// To the nearest whole number, halves to even.
    static abstract Round: x: 'L -> 'L
    static abstract Truncate: x: 'L -> 'L
    /// x where a is less than b, else y; a NaN is not.
    static abstract IfLess: a: 'L * b: 'L * x: 'L * y: 'L -> 'L
    /// x where a is at most b, else y; a NaN is not.
    static abstract IfAtMost: a: 'L * b: 'L * x: 'L * y: 'L -> 'L
    static abstract CountLess: a: 'L * b: 'L -> int
    static abstract CountEqual: a: 'L * b: 'L -> int
    /// One bit a lane, set where a is less than b.
    static abstract BitsOfLess: a: 'L * b: 'L -> int
    /// x, and 0 in the lanes whose bit is set.
    static abstract Without: bits: int * x: 'L -> 'L
    /// The sum of the lanes, ((0+4)+(2+6))+((1+5)+(3+7)).
    static abstract Total: x: 'L -> float

/// Where the rows of a kernel come from, told apart when it is compiled.
type internal IRowSource =
    /// Tells the processor that what lies here will be read, and then what follows: nothing is read, and no bit
    /// depends on it.
    static abstract Expect: place: voidptr -> unit

/// Rows of a panel read from memory one behind the other: what comes some rows later is fetched now.
[<Struct; NoEquality; NoComparison>]
type internal Streamed =
    interface IRowSource with
        static member Expect(place: voidptr) =
            if Sse.IsSupported then
                Sse.Prefetch0(Unsafe.Add<byte>(place, 4096))

/// Rows that lie in a cache already: fetching others would only push them out.
[<Struct; NoEquality; NoComparison>]
type internal Cached =
    interface IRowSource with
        static member Expect(_: voidptr) = ()

/// Rows of a panel, of doubles or of singles: which is known when a kernel is compiled.
[<RequireQualifiedAccess>]
module internal Lane =

    /// Lanes of a row, singles widened.
    let inline load<'L, 'V when 'L: struct and 'L :> ILane<'L>>
        (row: ReadOnlySpan<'V>)
        (at: int)
        : 'L =
        let first = &MemoryMarshal.GetReference row

        if sizeof<'V> = sizeof<float> then
            'L.Load(MemoryMarshal.CreateReadOnlySpan(&Unsafe.As<'V, float> &first, row.Length), at)
        else
            'L
                .Widen(
                    MemoryMarshal.CreateReadOnlySpan(&Unsafe.As<'V, float32> &first, row.Length),
                    at
                )

    /// The row will be read from here on.
    let inline expect<'R, 'V when 'R :> IRowSource> (row: ReadOnlySpan<'V>) (at: int) : unit =
        'R.Expect(Unsafe.Add<'V>(Unsafe.AsPointer(&MemoryMarshal.GetReference row), at))

/// Eight lanes in one register.
[<Struct; NoEquality; NoComparison>]
type internal EightInOne =
    val All: Vector512<float>
    new(all: Vector512<float>) = { All = all }

    interface IAdditionOperators<EightInOne, EightInOne, EightInOne> with
        static member (+)(a: EightInOne, b: EightInOne) = EightInOne(a.All + b.All)

    interface ISubtractionOperators<EightInOne, EightInOne, EightInOne> with
        static member (-)(a: EightInOne, b: EightInOne) = EightInOne(a.All - b.All)

    interface IMultiplyOperators<EightInOne, EightInOne, EightInOne> with
        static member (*)(a: EightInOne, b: EightInOne) = EightInOne(a.All * b.All)

    interface IDivisionOperators<EightInOne, EightInOne, EightInOne> with
        static member (/)(a: EightInOne, b: EightInOne) = EightInOne(a.All / b.All)

    interface ILane<EightInOne> with
        static member Width = 8
        static member Of(x: float) = EightInOne(Vector512.Create x)
        static member Start(_: float) = EightInOne Vector512<float>.Zero

        static member Load(row: ReadOnlySpan<float>, at: int) =
            EightInOne(Vector512.LoadUnsafe(&MemoryMarshal.GetReference row, unativeint at))

        static member Widen(row: ReadOnlySpan<float32>, at: int) =
            let half = Vector256.LoadUnsafe(&MemoryMarshal.GetReference row, unativeint at)
            EightInOne(Vector512.WidenLower(half.ToVector512Unsafe()))

        static member Store(x: EightInOne, row: Span<float>, at: int) =
            Vector512.StoreUnsafe(x.All, &MemoryMarshal.GetReference row, unativeint at)

        static member Sqrt(a: EightInOne) = EightInOne(Vector512.Sqrt a.All)
        static member Abs(a: EightInOne) = EightInOne(Vector512.Abs a.All)
        static member Round(a: EightInOne) = EightInOne(Vector512.Round a.All)
        static member Truncate(a: EightInOne) = EightInOne(Vector512.Truncate a.All)

        static member IfLess(a: EightInOne, b: EightInOne, x: EightInOne, y: EightInOne) =
            EightInOne(Vector512.ConditionalSelect(Vector512.LessThan(a.All, b.All), x.All, y.All))

        static member IfAtMost(a: EightInOne, b: EightInOne, x: EightInOne, y: EightInOne) =
            EightInOne(
                Vector512.ConditionalSelect(Vector512.LessThanOrEqual(a.All, b.All), x.All, y.All)
            )

        static member CountLess(a: EightInOne, b: EightInOne) =
            BitOperations.PopCount(
                Vector512.ExtractMostSignificantBits(Vector512.LessThan(a.All, b.All))
            )

        static member CountEqual(a: EightInOne, b: EightInOne) =
            BitOperations.PopCount(
                Vector512.ExtractMostSignificantBits(Vector512.Equals(a.All, b.All))
            )

        /// One bit a lane: set where a is less than b.
        static member BitsOfLess(a: EightInOne, b: EightInOne) =
            int (Vector512.ExtractMostSignificantBits(Vector512.LessThan(a.All, b.All)))

        /// x, and 0 in the lanes whose bit is set.
        static member Without(bits: int, x: EightInOne) =
            let places = Vector512.Create(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L)
            let set = Vector512.Equals(Vector512.Create(int64 bits) &&& places, places)
            EightInOne(Vector512.AndNot(x.All, set.AsDouble()))

        static member Total(a: EightInOne) : float =
            let four = a.All.GetLower() + a.All.GetUpper()
            let two = four.GetLower() + four.GetUpper()
            two[0] + two[1]

/// Eight lanes in two registers.
[<Struct; NoEquality; NoComparison>]
type internal EightInTwo =
    val Low: Vector256<float>
    val High: Vector256<float>
    new(low: Vector256<float>, high: Vector256<float>) = { Low = low; High = high }

    static member inline Bits(a: EightInTwo, b: EightInTwo) =
        int (Vector256.ExtractMostSignificantBits(Vector256.LessThan(a.Low, b.Low)))
        ||| (int (Vector256.ExtractMostSignificantBits(Vector256.LessThan(a.High, b.High))) <<< 4)

    interface IAdditionOperators<EightInTwo, EightInTwo, EightInTwo> with
        static member (+)(a: EightInTwo, b: EightInTwo) =
            EightInTwo(a.Low + b.Low, a.High + b.High)

    interface ISubtractionOperators<EightInTwo, EightInTwo, EightInTwo> with
        static member (-)(a: EightInTwo, b: EightInTwo) =
            EightInTwo(a.Low - b.Low, a.High - b.High)

    interface IMultiplyOperators<EightInTwo, EightInTwo, EightInTwo> with
        static member (*)(a: EightInTwo, b: EightInTwo) =
            EightInTwo(a.Low * b.Low, a.High * b.High)

    interface IDivisionOperators<EightInTwo, EightInTwo, EightInTwo> with
        static member (/)(a: EightInTwo, b: EightInTwo) =
            EightInTwo(a.Low / b.Low, a.High / b.High)

    interface ILane<EightInTwo> with
        static member Width = 8

        static member Of(x: float) =
            EightInTwo(Vector256.Create x, Vector256.Create x)

        static member Start(_: float) =
            EightInTwo(Vector256<float>.Zero, Vector256<float>.Zero)

        static member Load(row: ReadOnlySpan<float>, at: int) =
            let first = &MemoryMarshal.GetReference row

            EightInTwo(
                Vector256.LoadUnsafe(&first, unativeint at),
                Vector256.LoadUnsafe(&first, unativeint (at + 4))
            )

        static member Widen(row: ReadOnlySpan<float32>, at: int) =
            let whole = Vector256.LoadUnsafe(&MemoryMarshal.GetReference row, unativeint at)
            EightInTwo(Vector256.WidenLower whole, Vector256.WidenUpper whole)

        static member Store(x: EightInTwo, row: Span<float>, at: int) =
            let first = &MemoryMarshal.GetReference row
            Vector256.StoreUnsafe(x.Low, &first, unativeint at)
            Vector256.StoreUnsafe(x.High, &first, unativeint (at + 4))

        static member Sqrt(a: EightInTwo) =
            EightInTwo(Vector256.Sqrt a.Low, Vector256.Sqrt a.High)

        static member Abs(a: EightInTwo) =
            EightInTwo(Vector256.Abs a.Low, Vector256.Abs a.High)

        static member Round(a: EightInTwo) =
            EightInTwo(Vector256.Round a.Low, Vector256.Round a.High)

        static member Truncate(a: EightInTwo) =
            EightInTwo(Vector256.Truncate a.Low, Vector256.Truncate a.High)

        static member IfLess(a: EightInTwo, b: EightInTwo, x: EightInTwo, y: EightInTwo) =
            EightInTwo(
                Vector256.ConditionalSelect(Vector256.LessThan(a.Low, b.Low), x.Low, y.Low),
                Vector256.ConditionalSelect(Vector256.LessThan(a.High, b.High), x.High, y.High)
            )

        static member IfAtMost(a: EightInTwo, b: EightInTwo, x: EightInTwo, y: EightInTwo) =
            EightInTwo(
                Vector256.ConditionalSelect(Vector256.LessThanOrEqual(a.Low, b.Low), x.Low, y.Low),
                Vector256.ConditionalSelect(
                    Vector256.LessThanOrEqual(a.High, b.High),
                    x.High,
                    y.High
                )
            )

        static member BitsOfLess(a: EightInTwo, b: EightInTwo) = EightInTwo.Bits(a, b)

        static member CountLess(a: EightInTwo, b: EightInTwo) =
            BitOperations.PopCount(uint32 (EightInTwo.Bits(a, b)))

        static member CountEqual(a: EightInTwo, b: EightInTwo) =
            BitOperations.PopCount(
                Vector256.ExtractMostSignificantBits(Vector256.Equals(a.Low, b.Low))
            )
            + BitOperations.PopCount(
                Vector256.ExtractMostSignificantBits(Vector256.Equals(a.High, b.High))
            )

        static member Without(bits: int, x: EightInTwo) =
            let low = Vector256.Create(1L, 2L, 4L, 8L)
            let high = Vector256.Create(16L, 32L, 64L, 128L)
            let all = Vector256.Create(int64 bits)

            EightInTwo(
                Vector256.AndNot(x.Low, Vector256.Equals(all &&& low, low).AsDouble()),
                Vector256.AndNot(x.High, Vector256.Equals(all &&& high, high).AsDouble())
            )

        static member Total(a: EightInTwo) : float =
            let four = a.Low + a.High
            let two = four.GetLower() + four.GetUpper()
            two[0] + two[1]

/// Two lanes, the part that eight in four and eight apart are made of.
[<Struct; NoEquality; NoComparison>]
type internal Two =
    val Both: Vector128<float>
    new(both: Vector128<float>) = { Both = both }

    static member inline Of(x: float) = Two(Vector128.Create x)

    static member inline Load(row: ReadOnlySpan<float>, at: int) =
        Two(Vector128.LoadUnsafe(&MemoryMarshal.GetReference row, unativeint at))

    static member inline Store(x: Two, row: Span<float>, at: int) =
        Vector128.StoreUnsafe(x.Both, &MemoryMarshal.GetReference row, unativeint at)

    static member inline IfLess(a: Two, b: Two, x: Two, y: Two) =
        Two(Vector128.ConditionalSelect(Vector128.LessThan(a.Both, b.Both), x.Both, y.Both))

    static member inline IfAtMost(a: Two, b: Two, x: Two, y: Two) =
        Two(Vector128.ConditionalSelect(Vector128.LessThanOrEqual(a.Both, b.Both), x.Both, y.Both))

    static member inline BitsOfLess(a: Two, b: Two) =
        int (Vector128.ExtractMostSignificantBits(Vector128.LessThan(a.Both, b.Both)))

    static member inline BitsOfEqual(a: Two, b: Two) =
        int (Vector128.ExtractMostSignificantBits(Vector128.Equals(a.Both, b.Both)))

    static member inline Without(bits: int, x: Two) =
        let places = Vector128.Create(1L, 2L)
        let set = Vector128.Equals(Vector128.Create(int64 bits) &&& places, places)
        Two(Vector128.AndNot(x.Both, set.AsDouble()))

/// Eight lanes in four registers.
[<Struct; NoEquality; NoComparison>]
type internal EightInFour =
    val A: Two
    val B: Two
    val C: Two
    val D: Two
    new(a: Two, b: Two, c: Two, d: Two) = { A = a; B = b; C = c; D = d }

    static member inline Each
        ([<InlineIfLambda>] f: Vector128<float> -> Vector128<float>, a: EightInFour)
        =
        EightInFour(Two(f a.A.Both), Two(f a.B.Both), Two(f a.C.Both), Two(f a.D.Both))

    static member inline Both
        (
            [<InlineIfLambda>] f: Vector128<float> -> Vector128<float> -> Vector128<float>,
            a: EightInFour,
            b: EightInFour
        ) =
        EightInFour(
            Two(f a.A.Both b.A.Both),
            Two(f a.B.Both b.B.Both),
            Two(f a.C.Both b.C.Both),
            Two(f a.D.Both b.D.Both)
        )

    static member inline Bits(a: EightInFour, b: EightInFour) =
        Two.BitsOfLess(a.A, b.A)
        ||| (Two.BitsOfLess(a.B, b.B) <<< 2)
        ||| (Two.BitsOfLess(a.C, b.C) <<< 4)
        ||| (Two.BitsOfLess(a.D, b.D) <<< 6)

    interface IAdditionOperators<EightInFour, EightInFour, EightInFour> with
        static member (+)(a: EightInFour, b: EightInFour) =
            EightInFour.Both((fun x y -> x + y), a, b)

    interface ISubtractionOperators<EightInFour, EightInFour, EightInFour> with
        static member (-)(a: EightInFour, b: EightInFour) =
            EightInFour.Both((fun x y -> x - y), a, b)

    interface IMultiplyOperators<EightInFour, EightInFour, EightInFour> with
        static member (*)(a: EightInFour, b: EightInFour) =
            EightInFour.Both((fun x y -> x * y), a, b)

    interface IDivisionOperators<EightInFour, EightInFour, EightInFour> with
        static member (/)(a: EightInFour, b: EightInFour) =
            EightInFour.Both((fun x y -> x / y), a, b)

    interface ILane<EightInFour> with
        static member Width = 8

        static member Of(x: float) =
            EightInFour(Two.Of x, Two.Of x, Two.Of x, Two.Of x)

        static member Start(_: float) =
            EightInFour(Two.Of 0.0, Two.Of 0.0, Two.Of 0.0, Two.Of 0.0)

        static member Load(row: ReadOnlySpan<float>, at: int) =
            EightInFour(
                Two.Load(row, at),
                Two.Load(row, at + 2),
                Two.Load(row, at + 4),
                Two.Load(row, at + 6)
            )

        static member Widen(row: ReadOnlySpan<float32>, at: int) =
            let first = &MemoryMarshal.GetReference row
            let low = Vector128.LoadUnsafe(&first, unativeint at)
            let high = Vector128.LoadUnsafe(&first, unativeint (at + 4))

            EightInFour(
                Two(Vector128.WidenLower low),
                Two(Vector128.WidenUpper low),
                Two(Vector128.WidenLower high),
                Two(Vector128.WidenUpper high)
            )

        static member Store(x: EightInFour, row: Span<float>, at: int) =
            Two.Store(x.A, row, at)
            Two.Store(x.B, row, at + 2)
            Two.Store(x.C, row, at + 4)
            Two.Store(x.D, row, at + 6)

        static member Sqrt(a: EightInFour) =
            EightInFour.Each((fun x -> Vector128.Sqrt x), a)

        static member Abs(a: EightInFour) =
            EightInFour.Each((fun x -> Vector128.Abs x), a)

        static member Round(a: EightInFour) =
            EightInFour.Each((fun x -> Vector128.Round x), a)

        static member Truncate(a: EightInFour) =
            EightInFour.Each((fun x -> Vector128.Truncate x), a)

        static member IfLess(a: EightInFour, b: EightInFour, x: EightInFour, y: EightInFour) =
            EightInFour(
                Two.IfLess(a.A, b.A, x.A, y.A),
                Two.IfLess(a.B, b.B, x.B, y.B),
                Two.IfLess(a.C, b.C, x.C, y.C),
                Two.IfLess(a.D, b.D, x.D, y.D)
            )

        static member IfAtMost(a: EightInFour, b: EightInFour, x: EightInFour, y: EightInFour) =
            EightInFour(
                Two.IfAtMost(a.A, b.A, x.A, y.A),
                Two.IfAtMost(a.B, b.B, x.B, y.B),
                Two.IfAtMost(a.C, b.C, x.C, y.C),
                Two.IfAtMost(a.D, b.D, x.D, y.D)
            )

        static member BitsOfLess(a: EightInFour, b: EightInFour) = EightInFour.Bits(a, b)

        static member CountLess(a: EightInFour, b: EightInFour) =
            BitOperations.PopCount(uint32 (EightInFour.Bits(a, b)))

        static member CountEqual(a: EightInFour, b: EightInFour) =
            BitOperations.PopCount(
                uint32 (
                    Two.BitsOfEqual(a.A, b.A)
                    ||| (Two.BitsOfEqual(a.B, b.B) <<< 2)
                    ||| (Two.BitsOfEqual(a.C, b.C) <<< 4)
                    ||| (Two.BitsOfEqual(a.D, b.D) <<< 6)
                )
            )

        static member Without(bits: int, x: EightInFour) =
            EightInFour(
                Two.Without(bits, x.A),
                Two.Without(bits >>> 2, x.B),
                Two.Without(bits >>> 4, x.C),
                Two.Without(bits >>> 6, x.D)
            )

        static member Total(a: EightInFour) : float =
            let two = (a.A.Both + a.C.Both) + (a.B.Both + a.D.Both)
            two[0] + two[1]

/// One lane: what is left over after the last full eight, added to totals one by one.
[<Struct; NoEquality; NoComparison>]
type internal One =
    val It: float
    new(it: float) = { It = it }

    static member inline Lane(a: One) = Vector128.CreateScalar a.It

    /// Without a branch: nobody foretells the sign of a holding.
    static member inline Choose(isFirst: Vector128<float>, x: One, y: One) =
        One(Vector128.ConditionalSelect(isFirst, One.Lane x, One.Lane y).ToScalar())

    interface IAdditionOperators<One, One, One> with
        static member (+)(a: One, b: One) = One(a.It + b.It)

    interface ISubtractionOperators<One, One, One> with
        static member (-)(a: One, b: One) = One(a.It - b.It)

    interface IMultiplyOperators<One, One, One> with
        static member (*)(a: One, b: One) = One(a.It * b.It)

    interface IDivisionOperators<One, One, One> with
        static member (/)(a: One, b: One) = One(a.It / b.It)

    interface ILane<One> with
        static member Width = 1
        static member Of(x: float) = One x
        static member Start(total: float) = One total
        static member Load(row: ReadOnlySpan<float>, at: int) = One row[at]
        static member Widen(row: ReadOnlySpan<float32>, at: int) = One(float row[at])
        static member Store(x: One, row: Span<float>, at: int) = row[at] <- x.It
        static member Sqrt(a: One) = One(Math.Sqrt a.It)
        static member Abs(a: One) = One(Math.Abs a.It)
        static member Round(a: One) = One(Math.Round a.It)
        static member Truncate(a: One) = One(Math.Truncate a.It)

        static member IfLess(a: One, b: One, x: One, y: One) =
            One.Choose(Vector128.LessThan(One.Lane a, One.Lane b), x, y)

        static member IfAtMost(a: One, b: One, x: One, y: One) =
            One.Choose(Vector128.LessThanOrEqual(One.Lane a, One.Lane b), x, y)

        static member BitsOfLess(a: One, b: One) = if a.It < b.It then 1 else 0
        static member CountLess(a: One, b: One) = if a.It < b.It then 1 else 0
        static member CountEqual(a: One, b: One) = if a.It = b.It then 1 else 0
        static member Without(bits: int, x: One) = if bits &&& 1 <> 0 then One 0.0 else x
        static member Total(a: One) : float = a.It
