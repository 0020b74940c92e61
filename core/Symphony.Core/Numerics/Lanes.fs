namespace Symphony.Core

open System
open System.Numerics
open System.Runtime.CompilerServices
open System.Runtime.Intrinsics

// The forms that eight lanes take, chosen by what the machine has, and the one lane of what is left over. Inlined
// wherever they stand: a kernel is one method, and what is called in its loop costs several times what it does.

/// Eight lanes in one register.
[<Struct; NoEquality; NoComparison>]
type internal EightInOne =
    val All: Vector512<float>
    new(all: Vector512<float>) = { All = all }

    interface IAdditionOperators<EightInOne, EightInOne, EightInOne> with
        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member (+)(a: EightInOne, b: EightInOne) = EightInOne(a.All + b.All)

    interface ISubtractionOperators<EightInOne, EightInOne, EightInOne> with
        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member (-)(a: EightInOne, b: EightInOne) = EightInOne(a.All - b.All)

    interface IMultiplyOperators<EightInOne, EightInOne, EightInOne> with
        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member (*)(a: EightInOne, b: EightInOne) = EightInOne(a.All * b.All)

    interface IDivisionOperators<EightInOne, EightInOne, EightInOne> with
        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member (/)(a: EightInOne, b: EightInOne) = EightInOne(a.All / b.All)

    interface ILane<EightInOne> with
        static member Width = 8

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Of(x: float) = EightInOne(Vector512.Create x)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Start(_: float) = EightInOne Vector512<float>.Zero

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member Load(row: byref<float>, at: int) =
            EightInOne(Vector512.LoadUnsafe(&row, unativeint at))

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member Widen(row: byref<float32>, at: int) =
            let half = Vector256.LoadUnsafe(&row, unativeint at)
            EightInOne(Vector512.WidenLower(half.ToVector512Unsafe()))

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member Store(x: EightInOne, row: byref<float>, at: int) =
            Vector512.StoreUnsafe(x.All, &row, unativeint at)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member Sqrt(a: EightInOne) = EightInOne(Vector512.Sqrt a.All)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Abs(a: EightInOne) = EightInOne(Vector512.Abs a.All)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Round(a: EightInOne) = EightInOne(Vector512.Round a.All)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Truncate(a: EightInOne) = EightInOne(Vector512.Truncate a.All)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member IfLess(a: EightInOne, b: EightInOne, x: EightInOne, y: EightInOne) =
            EightInOne(Vector512.ConditionalSelect(Vector512.LessThan(a.All, b.All), x.All, y.All))

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member IfAtMost(a: EightInOne, b: EightInOne, x: EightInOne, y: EightInOne) =
            EightInOne(
                Vector512.ConditionalSelect(Vector512.LessThanOrEqual(a.All, b.All), x.All, y.All)
            )

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member CountLess(a: EightInOne, b: EightInOne) =
            BitOperations.PopCount(
                Vector512.ExtractMostSignificantBits(Vector512.LessThan(a.All, b.All))
            )

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member CountEqual(a: EightInOne, b: EightInOne) =
            BitOperations.PopCount(
                Vector512.ExtractMostSignificantBits(Vector512.Equals(a.All, b.All))
            )

        /// One bit a lane: set where a is less than b.
        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member BitsOfLess(a: EightInOne, b: EightInOne) =
            int (Vector512.ExtractMostSignificantBits(Vector512.LessThan(a.All, b.All)))

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member BitsOfEqual(a: EightInOne, b: EightInOne) =
            int (Vector512.ExtractMostSignificantBits(Vector512.Equals(a.All, b.All)))

        /// x, and 0 in the lanes whose bit is set.
        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Without(bits: int, x: EightInOne) =
            let places = Vector512.Create(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L)
            let set = Vector512.Equals(Vector512.Create(int64 bits) &&& places, places)
            EightInOne(Vector512.AndNot(x.All, set.AsDouble()))

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

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
        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member (+)(a: EightInTwo, b: EightInTwo) =
            EightInTwo(a.Low + b.Low, a.High + b.High)

    interface ISubtractionOperators<EightInTwo, EightInTwo, EightInTwo> with
        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member (-)(a: EightInTwo, b: EightInTwo) =
            EightInTwo(a.Low - b.Low, a.High - b.High)

    interface IMultiplyOperators<EightInTwo, EightInTwo, EightInTwo> with
        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member (*)(a: EightInTwo, b: EightInTwo) =
            EightInTwo(a.Low * b.Low, a.High * b.High)

    interface IDivisionOperators<EightInTwo, EightInTwo, EightInTwo> with
        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member (/)(a: EightInTwo, b: EightInTwo) =
            EightInTwo(a.Low / b.Low, a.High / b.High)

    interface ILane<EightInTwo> with
        static member Width = 8

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member Of(x: float) =
            EightInTwo(Vector256.Create x, Vector256.Create x)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member Start(_: float) =
            EightInTwo(Vector256<float>.Zero, Vector256<float>.Zero)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member Load(row: byref<float>, at: int) =
            EightInTwo(
                Vector256.LoadUnsafe(&row, unativeint at),
                Vector256.LoadUnsafe(&row, unativeint (at + 4))
            )

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member Widen(row: byref<float32>, at: int) =
            let whole = Vector256.LoadUnsafe(&row, unativeint at)
            EightInTwo(Vector256.WidenLower whole, Vector256.WidenUpper whole)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member Store(x: EightInTwo, row: byref<float>, at: int) =
            Vector256.StoreUnsafe(x.Low, &row, unativeint at)
            Vector256.StoreUnsafe(x.High, &row, unativeint (at + 4))

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member Sqrt(a: EightInTwo) =
            EightInTwo(Vector256.Sqrt a.Low, Vector256.Sqrt a.High)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member Abs(a: EightInTwo) =
            EightInTwo(Vector256.Abs a.Low, Vector256.Abs a.High)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member Round(a: EightInTwo) =
            EightInTwo(Vector256.Round a.Low, Vector256.Round a.High)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member Truncate(a: EightInTwo) =
            EightInTwo(Vector256.Truncate a.Low, Vector256.Truncate a.High)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member IfLess(a: EightInTwo, b: EightInTwo, x: EightInTwo, y: EightInTwo) =
            EightInTwo(
                Vector256.ConditionalSelect(Vector256.LessThan(a.Low, b.Low), x.Low, y.Low),
                Vector256.ConditionalSelect(Vector256.LessThan(a.High, b.High), x.High, y.High)
            )

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member IfAtMost(a: EightInTwo, b: EightInTwo, x: EightInTwo, y: EightInTwo) =
            EightInTwo(
                Vector256.ConditionalSelect(Vector256.LessThanOrEqual(a.Low, b.Low), x.Low, y.Low),
                Vector256.ConditionalSelect(
                    Vector256.LessThanOrEqual(a.High, b.High),
                    x.High,
                    y.High
                )
            )

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member BitsOfLess(a: EightInTwo, b: EightInTwo) = EightInTwo.Bits(a, b)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member BitsOfEqual(a: EightInTwo, b: EightInTwo) =
            int (Vector256.ExtractMostSignificantBits(Vector256.Equals(a.Low, b.Low)))
            ||| (int (Vector256.ExtractMostSignificantBits(Vector256.Equals(a.High, b.High))) <<< 4)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member CountLess(a: EightInTwo, b: EightInTwo) =
            BitOperations.PopCount(uint32 (EightInTwo.Bits(a, b)))

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member CountEqual(a: EightInTwo, b: EightInTwo) =
            BitOperations.PopCount(
                Vector256.ExtractMostSignificantBits(Vector256.Equals(a.Low, b.Low))
            )
            + BitOperations.PopCount(
                Vector256.ExtractMostSignificantBits(Vector256.Equals(a.High, b.High))
            )

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member Without(bits: int, x: EightInTwo) =
            let low = Vector256.Create(1L, 2L, 4L, 8L)
            let high = Vector256.Create(16L, 32L, 64L, 128L)
            let all = Vector256.Create(int64 bits)

            EightInTwo(
                Vector256.AndNot(x.Low, Vector256.Equals(all &&& low, low).AsDouble()),
                Vector256.AndNot(x.High, Vector256.Equals(all &&& high, high).AsDouble())
            )

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

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

    static member inline Load(row: byref<float>, at: int) =
        Two(Vector128.LoadUnsafe(&row, unativeint at))

    static member inline Store(x: Two, row: byref<float>, at: int) =
        Vector128.StoreUnsafe(x.Both, &row, unativeint at)

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
        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member (+)(a: EightInFour, b: EightInFour) =
            EightInFour.Both((fun x y -> x + y), a, b)

    interface ISubtractionOperators<EightInFour, EightInFour, EightInFour> with
        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member (-)(a: EightInFour, b: EightInFour) =
            EightInFour.Both((fun x y -> x - y), a, b)

    interface IMultiplyOperators<EightInFour, EightInFour, EightInFour> with
        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member (*)(a: EightInFour, b: EightInFour) =
            EightInFour.Both((fun x y -> x * y), a, b)

    interface IDivisionOperators<EightInFour, EightInFour, EightInFour> with
        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member (/)(a: EightInFour, b: EightInFour) =
            EightInFour.Both((fun x y -> x / y), a, b)

    interface ILane<EightInFour> with
        static member Width = 8

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member Of(x: float) =
            EightInFour(Two.Of x, Two.Of x, Two.Of x, Two.Of x)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member Start(_: float) =
            EightInFour(Two.Of 0.0, Two.Of 0.0, Two.Of 0.0, Two.Of 0.0)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member Load(row: byref<float>, at: int) =
            EightInFour(
                Two.Load(&row, at),
                Two.Load(&row, at + 2),
                Two.Load(&row, at + 4),
                Two.Load(&row, at + 6)
            )

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member Widen(row: byref<float32>, at: int) =
            let low = Vector128.LoadUnsafe(&row, unativeint at)
            let high = Vector128.LoadUnsafe(&row, unativeint (at + 4))

            EightInFour(
                Two(Vector128.WidenLower low),
                Two(Vector128.WidenUpper low),
                Two(Vector128.WidenLower high),
                Two(Vector128.WidenUpper high)
            )

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member Store(x: EightInFour, row: byref<float>, at: int) =
            Two.Store(x.A, &row, at)
            Two.Store(x.B, &row, at + 2)
            Two.Store(x.C, &row, at + 4)
            Two.Store(x.D, &row, at + 6)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member Sqrt(a: EightInFour) =
            EightInFour.Each((fun x -> Vector128.Sqrt x), a)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member Abs(a: EightInFour) =
            EightInFour.Each((fun x -> Vector128.Abs x), a)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member Round(a: EightInFour) =
            EightInFour.Each((fun x -> Vector128.Round x), a)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member Truncate(a: EightInFour) =
            EightInFour.Each((fun x -> Vector128.Truncate x), a)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member IfLess(a: EightInFour, b: EightInFour, x: EightInFour, y: EightInFour) =
            EightInFour(
                Two.IfLess(a.A, b.A, x.A, y.A),
                Two.IfLess(a.B, b.B, x.B, y.B),
                Two.IfLess(a.C, b.C, x.C, y.C),
                Two.IfLess(a.D, b.D, x.D, y.D)
            )

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member IfAtMost(a: EightInFour, b: EightInFour, x: EightInFour, y: EightInFour) =
            EightInFour(
                Two.IfAtMost(a.A, b.A, x.A, y.A),
                Two.IfAtMost(a.B, b.B, x.B, y.B),
                Two.IfAtMost(a.C, b.C, x.C, y.C),
                Two.IfAtMost(a.D, b.D, x.D, y.D)
            )

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member BitsOfLess(a: EightInFour, b: EightInFour) = EightInFour.Bits(a, b)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member BitsOfEqual(a: EightInFour, b: EightInFour) =
            Two.BitsOfEqual(a.A, b.A)
            ||| (Two.BitsOfEqual(a.B, b.B) <<< 2)
            ||| (Two.BitsOfEqual(a.C, b.C) <<< 4)
            ||| (Two.BitsOfEqual(a.D, b.D) <<< 6)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member CountLess(a: EightInFour, b: EightInFour) =
            BitOperations.PopCount(uint32 (EightInFour.Bits(a, b)))

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member CountEqual(a: EightInFour, b: EightInFour) =
            BitOperations.PopCount(
                uint32 (
                    Two.BitsOfEqual(a.A, b.A)
                    ||| (Two.BitsOfEqual(a.B, b.B) <<< 2)
                    ||| (Two.BitsOfEqual(a.C, b.C) <<< 4)
                    ||| (Two.BitsOfEqual(a.D, b.D) <<< 6)
                )
            )

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member Without(bits: int, x: EightInFour) =
            EightInFour(
                Two.Without(bits, x.A),
                Two.Without(bits >>> 2, x.B),
                Two.Without(bits >>> 4, x.C),
                Two.Without(bits >>> 6, x.D)
            )

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

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
        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member (+)(a: One, b: One) = One(a.It + b.It)

    interface ISubtractionOperators<One, One, One> with
        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member (-)(a: One, b: One) = One(a.It - b.It)

    interface IMultiplyOperators<One, One, One> with
        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member (*)(a: One, b: One) = One(a.It * b.It)

    interface IDivisionOperators<One, One, One> with
        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member (/)(a: One, b: One) = One(a.It / b.It)

    interface ILane<One> with
        static member Width = 1

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Of(x: float) = One x

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Start(total: float) = One total

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Load(row: byref<float>, at: int) = One(Unsafe.Add(&row, at))

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Widen(row: byref<float32>, at: int) = One(float (Unsafe.Add(&row, at)))

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Store(x: One, row: byref<float>, at: int) = Unsafe.Add(&row, at) <- x.It

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Sqrt(a: One) = One(Math.Sqrt a.It)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Abs(a: One) = One(Math.Abs a.It)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Round(a: One) = One(Math.Round a.It)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Truncate(a: One) = One(Math.Truncate a.It)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member IfLess(a: One, b: One, x: One, y: One) =
            One.Choose(Vector128.LessThan(One.Lane a, One.Lane b), x, y)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member IfAtMost(a: One, b: One, x: One, y: One) =
            One.Choose(Vector128.LessThanOrEqual(One.Lane a, One.Lane b), x, y)

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]

        static member BitsOfLess(a: One, b: One) = if a.It < b.It then 1 else 0

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member BitsOfEqual(a: One, b: One) = if a.It = b.It then 1 else 0

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member CountLess(a: One, b: One) = if a.It < b.It then 1 else 0

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member CountEqual(a: One, b: One) = if a.It = b.It then 1 else 0

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Without(bits: int, x: One) = if bits &&& 1 <> 0 then One 0.0 else x

        [<MethodImpl(MethodImplOptions.AggressiveInlining)>]
        static member Total(a: One) : float = a.It
