import { expect, test } from 'vitest'
import { composeConfiguration } from './configuration.ts'
import { fragmentKind, type FragmentKind } from './fragment-kind.ts'
import { findOption } from './option-place.ts'

const PACKAGES = `  environment.systemPackages = with pkgs; [
    # ... everything else you have installed
    sample-app-python
  ];
`

test.each<[text: string, kind: FragmentKind]>([
  [PACKAGES, 'attributes'],
  ['inherit (import ./x) services;', 'attributes'],
  ['"a".b = 1', 'attributes'],
  ['environment.systemPackages = [', 'attributes'],
  ['# nothing', 'attributes'],
  ['', 'attributes'],
  ['{ networking.hostName = "x"; }', 'set'],
  ['rec { a = 1; }', 'set'],
  ['# c\nlet x = 1; in { a = x; }', 'set'],
  ['with builtins; { a = x; }', 'set'],
  ['{ a = ', 'set'],
  ['{ config, pkgs, ... }: { }', 'module'],
  ['args@{ pkgs, ... }:\n{ }', 'module'],
  ['/* c */ let x = 1; in { pkgs, ... }: { }', 'module'],
  ['args: { }', 'module'],
])('fragmentKind() of %j is %s', (text, kind) => {
  expect(fragmentKind(text)).toBe(kind)
})

test('composeConfiguration() makes a module of each fragment, and imports them in order', () => {
  const { files } = composeConfiguration([{ text: PACKAGES }, { text: '{ pkgs, ... }: { }' }])
  expect(files.map(({ name }) => name)).toEqual([
    'configuration.nix',
    'fragment-1.nix',
    'fragment-2.nix',
  ])
  expect(files[0]?.text).toBe('{ imports = [ ./fragment-1.nix ./fragment-2.nix ]; }\n')
  expect(files[1]?.text).toBe(
    `{ config, lib, modulesPath, options, pkgs, ... }:\n{\n${PACKAGES}\n}\n`,
  )
  expect(files[2]?.text).toBe('{ pkgs, ... }: { }\n')
})

test('composeConfiguration() leaves every byte of a fragment as it is', () => {
  for (const text of [PACKAGES, '{ a = "\t\u{1F600}\r\n"; } # no end', '', '{ x, ... }: {\n}']) {
    const [, file] = composeConfiguration([{ text }]).files
    expect(file?.text).toContain(text)
  }
})

test('locate() tells a place of a module as a place of its fragment', () => {
  const { files, locate } = composeConfiguration([
    { text: PACKAGES, file: 'README.md', line: 19 },
    { text: '{ pkgs, ... }:\n{ }' },
  ])
  const line = (files[1]?.text.split('\n').indexOf('    sample-app-python') ?? 0) + 1
  expect(locate({ file: 'fragment-1.nix', line, column: 5 })).toEqual({
    file: 'README.md',
    line: 21,
    column: 5,
  })
  expect(locate({ file: 'fragment-2.nix', line: 2, column: 1 })).toEqual({
    file: 'fragment-2.nix',
    line: 2,
    column: 1,
  })
  // Our closing brace: the fragment's last line is where something is missing.
  expect(locate({ file: 'fragment-1.nix', line: 8, column: 1 })).toEqual({
    file: 'README.md',
    line: 22,
  })
  expect(locate({ file: 'configuration.nix', line: 1, column: 1 })).toBeUndefined()
})

test.each([
  ['environment.systemPackges', { line: 2, column: 3 }],
  ['services.nginx.enable', { line: 3, column: 22 }],
  ['services.nginx', { line: 3, column: 3 }],
  ['services.openssh.ports', { line: 4, column: 39 }],
  ['services.openssh.port', { line: 4, column: 3 }],
  ['users.users."a b".shell', { line: 5, column: 19 }],
  ['networking', { line: 6, column: 3 }],
])('findOption() finds %s', (option, place) => {
  const text = `{ pkgs, ... }: {
  environment.systemPackges = [ ];
  services.nginx = { enable = true; };
  services.openssh = { enable = true; ports = [ 22 ]; };
  users.users = { "a b".shell = pkgs.bash; };
  config.networking.hostName = "x";
}`
  expect(findOption(text, option)).toEqual(place)
})

test('findOption() is not misled by what is escaped in strings', () => {
  const text = `{ pkgs, ... }: {
  environment.etc.x.text = ''
    a ''\${HOME} '''b''' $\${x} = {
  '';
  environment.etc.y.text = "\\\${a} $\${b} \\"";
  environment.systemPackges = [ ];
}`
  expect(findOption(text, 'environment.systemPackges')).toEqual({ line: 6, column: 3 })
})

test('findOption() finds nothing where nothing is', () => {
  expect(findOption('{ a.b = 1; }', 'c.d')).toBeUndefined()
})

test('locateOption() tells where a fragment defines an option', () => {
  const { locateOption } = composeConfiguration([
    { text: 'networking.hostName = "x";' },
    { text: `\n${PACKAGES}`, file: 'README.md', line: 40 },
  ])
  expect(locateOption('environment.systemPackages')).toEqual({
    file: 'README.md',
    line: 41,
    column: 3,
  })
  expect(locateOption('services.x')).toBeUndefined()
})
