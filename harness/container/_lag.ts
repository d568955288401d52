import { NixContainer } from './nix-container.ts'
await using c = await new NixContainer('np-standin:1').start()
const lags: number[] = []
for (let i = 0; i < 20; i++) {
  await using s = await c.launch(
    [
      'python3',
      '-c',
      `
import socket, time
time.sleep(0.2 + ${i} * 0.013)
s = socket.socket(); s.bind(("127.0.0.1", ${7000 + i})); s.listen()
print(time.time() * 1000, flush=True)
time.sleep(30)`,
    ],
    {},
  )
  const seen = performance.timeOrigin + performance.now()
  await new Promise((r) => setTimeout(r, 50))
  lags.push(seen - Number(s.output().stdout))
}
lags.sort((a, b) => a - b)
console.log(lags.map((x) => x.toFixed(1)).join(' '), 'p50', lags[10])
