const SHAPES = {
  /** A section, a file, a server and its address. */
  server: (index: number): string[] => [
    `## Section ${index}`,
    `Inside \`file${index}.py\`, see http://localhost:5000:`,
    fence('python', `print(${index})`),
    fence('console', `$ ./result/bin/app${index}\nListening`),
  ],
  /** Fragments of one configuration, without a heading between them. */
  nixos: (index: number): string[] => [
    `Add \`services.x${index}\`:`,
    fence('nix', `services.x${index}.enable = true;`),
    fence('nix', `{ a${index} = pkgs.hello; }`),
  ],
}

export type Shape = keyof typeof SHAPES

/** A tutorial with so many code blocks. */
export function documentOf(shape: Shape, blocks: number): string {
  const parts = Array.from({ length: blocks / 2 }, (_, index) => SHAPES[shape](index))
  return `${parts.flat().join('\n\n')}\n`
}

function fence(language: string, code: string): string {
  return ['```', language, '\n', code, '\n```'].join('')
}
