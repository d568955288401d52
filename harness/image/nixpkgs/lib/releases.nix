# The releases whose rules are known here.
{
  "24.11" = {
    codeName = "Vicuna";
    oldestSupportedRelease = 2405;
  };
  "25.11" = {
    codeName = "Xantusia";
    oldestSupportedRelease = 2505;
  };
}
