import { NixContainer } from './nix-container.ts'
import process from 'node:process'
let t = performance.now()
const lap = (s: string) => {
  console.log(s, Math.round(performance.now() - t), 'ms')
  t = performance.now()
}
{
  await using c = await new NixContainer('np-standin:1')
    .withWorkspace('/work/main/fixtures/sample-tutorial')
    .start()
  lap('start')
  console.log(
    (
      await c.run([
        'bash',
        '-c',
        'pwd; ls -la; id; stat -c "%a %U %n" . /workspace sample-app-python/*',
      ])
    ).stdout,
  )
  lap('run')
  await c.copyContentToContainer([
    {
      target: '/app.py',
      content: `
from flask import Flask
app = Flask(__name__)
@app.route("/")
def index(): return "Hello"
@app.route("/big")
def big(): return "x"*5000000
app.run(debug=True)
`,
    },
  ])
  lap('copy')
  try {
    await using s = await c.launch(['python3', '/app.py'])
    lap('launch')
    console.log(s.url, s.address, s.port, s.pid, s.readyAfterMs)
    for (let i = 0; i < 6; i++) {
      const r = await fetch(s.url)
      console.log(r.status, await r.text(), (await fetch(s.url + '/nosuch')).status)
      lap('fetch 2')
    }
    const r = await fetch(s.url + '/big')
    console.log((await r.text()).length)
    lap('big')
    await Promise.all(Array.from({ length: 10 }, async () => (await fetch(s.url)).text()))
    lap('10 parallel')
    try {
      await c.launch(['python3', '/app.py'], { port: 5000 })
    } catch (e) {
      console.log(String(e))
    }
    lap('taken')
    try {
      await c.launch(['python3', '/app.py'])
    } catch (e) {
      console.log(String(e))
    }
    lap('taken without port')
    console.log(await s.stop())
    lap('stop')
    console.log(s.output().stderr.slice(0, 300))
  } finally {
  }
  console.log(
    (
      await c.run([
        'bash',
        '-c',
        'for i in /proc/[0-9]*; do tr "\\0" " " <$i/cmdline | head -c 50; echo; done',
      ])
    ).stdout,
  )
  lap('ps')
  for (const argv of [
    ['python3', '-c', 'import nosuch'],
    ['python3', '-c', 'import sys; sys.exit(4)'],
    ['nosuch'],
    ['./x'],
  ]) {
    try {
      await c.launch(argv)
    } catch (e) {
      console.log(String(e))
    }
    lap('fail')
  }
  try {
    await c.launch(['python3', '-m', 'http.server', '8000'], { port: 8001, timeoutMs: 1500 })
  } catch (e) {
    console.log(String(e))
  }
  lap('other port')
  try {
    await c.launch(['sleep', '60'], { port: 8001, timeoutMs: 1000 })
  } catch (e) {
    console.log(String(e))
  }
  lap('never')
  try {
    await c.nixBuild()
  } catch (e) {
    console.log(String(e))
  }
  lap('nix')
  try {
    console.log(await c.run(['true'], { cwd: 'nosuch' }))
  } catch (e) {
    console.log(String(e))
  }
  lap('nocwd')
  const s6 = await c.launch(['python3', '-m', 'http.server', '8000', '--bind', '::'])
  console.log(s6.address, (await fetch(s6.url)).status)
  lap('ipv6')
}
lap('end')
try {
  await new NixContainer('nosuch:1').start()
} catch (e) {
  console.log(String(e))
}
lap('no image')
try {
  await new NixContainer('np-standin:1').withWorkspace('/nosuch').start()
} catch (e) {
  console.log(String(e))
}
lap('no ws')
console.log(process.getActiveResourcesInfo())
