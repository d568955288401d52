{ lib, base }:
let
  inherit (base) plain;

  between =
    lowest: highest:
    plain "intBetween"
      "integer between ${toString lowest} and ${toString highest} (both inclusive)"
      (value: builtins.isInt value && value >= lowest && value <= highest);
  # A whole number of so many bits.
  sized =
    name: description: lowest: highest:
    between lowest highest
    // {
      inherit name;
      description = "${description}; between ${toString lowest} and ${toString highest} (both inclusive)";
    };
  unsigned = bits: highest: sized "unsignedInt${toString bits}" "${toString bits} bit unsigned integer" 0 highest;
  signed =
    bits: half:
    sized "signedInt${toString bits}" "${toString bits} bit signed integer" (-half) (half - 1);

  float = plain "float" "floating point number" builtins.isFloat;
  int = plain "int" "signed integer" builtins.isInt;
  isNumber = value: builtins.isInt value || builtins.isFloat value;
  number = plain "number" "signed integer or floating point number" isNumber;
in
{
  inherit int float number;
  ints = {
    inherit between;
    unsigned = plain "unsignedInt" "unsigned integer, meaning >=0" (
      value: builtins.isInt value && value >= 0
    );
    positive = plain "positiveInt" "positive integer, meaning >0" (
      value: builtins.isInt value && value > 0
    );
    u8 = unsigned 8 255;
    u16 = unsigned 16 65535;
    u32 = unsigned 32 4294967295;
    s8 = signed 8 128;
    s16 = signed 16 32768;
    s32 = signed 32 2147483648;
  };
  numbers = {
    between =
      lowest: highest:
      plain "numberBetween"
        "integer or floating point number between ${toString lowest} and ${toString highest} (both inclusive)"
        (value: isNumber value && value >= lowest && value <= highest);
    nonnegative = plain "numberNonnegative" "nonnegative integer or floating point number, meaning >=0" (
      value: isNumber value && value >= 0
    );
    positive = plain "numberPositive" "positive integer or floating point number, meaning >0" (
      value: isNumber value && value > 0
    );
  };
  port = unsigned 16 65535;
}
