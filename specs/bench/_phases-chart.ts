import { BarChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

export interface PhaseTimes {
  readonly phase: string
  /** Milliseconds; absent where there is no such phase. */
  readonly ours: number | undefined
  readonly theirs: number | undefined
}

use([BarChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer])

const [INK, QUIET, GROUND, OURS, THEIRS] = ['ink', 'quiet', 'ground', 'ours', 'theirs'].map(
  (name) => `var(--${name})`,
) as [string, string, string, string, string]

const STRIPES = { color: GROUND, dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: Math.PI / 4 }

/** Contrast to the ground: text 7:1 and more, bars 3:1 and more. */
const STYLE = `<style>
svg { --ink: #1f2328; --quiet: #d1d9e0; --ground: #ffffff; --ours: #0a58ca; --theirs: #b35900; }
@media (prefers-color-scheme: dark) {
  svg { --ink: #f0f6fc; --quiet: #3d444d; --ground: #0d1117; --ours: #6cb6ff; --theirs: #f0a35e; }
}
</style>`

/** A bar for each phase, and one of the script's below it. Bars differ in pattern, and have their number. */
export function drawPhases(times: readonly PhaseTimes[], note: string): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: 880, height: 640 })
  const total = (values: readonly (number | undefined)[]): string =>
    `${(values.reduce((sum: number, one) => sum + (one ?? 0), 0) / 1000).toFixed(1)} s`
  const series = [
    ['nixproof verify', times.map(({ ours }) => ours), OURS, undefined],
    ['the same, typed by a script', times.map(({ theirs }) => theirs), THEIRS, STRIPES],
  ] as const
  chart.setOption({
    animation: false,
    backgroundColor: GROUND,
    textStyle: { color: INK, fontFamily: 'sans-serif', fontSize: 13 },
    title: {
      text: 'Where the time of the sample tutorial goes',
      subtext: note,
      left: 16,
      top: 10,
      textStyle: { color: INK, fontSize: 17 },
      subtextStyle: { color: INK, fontSize: 13 },
    },
    legend: {
      top: 66,
      left: 16,
      textStyle: { color: INK, fontSize: 13 },
      itemWidth: 28,
      itemGap: 40,
    },
    grid: { left: 150, right: 70, top: 104, bottom: 40 },
    xAxis: {
      type: 'value',
      axisLabel: { color: INK },
      splitLine: { lineStyle: { color: QUIET } },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: times.map(({ phase }) => phase),
      axisLabel: { color: INK, fontSize: 13 },
      axisLine: { lineStyle: { color: INK } },
      axisTick: { show: false },
    },
    series: series.map(([name, values, color, pattern]) => ({
      type: 'bar',
      name: `${name}: ${total(values)}`,
      barGap: '10%',
      data: values.map((value) => (value === undefined ? null : Math.round(value))),
      itemStyle: {
        color,
        borderColor: color,
        ...(pattern && { decal: pattern }),
      },
      label: { show: true, position: 'right', color: INK, fontSize: 12 },
    })),
  })
  const svg = chart.renderToSVGString()
  chart.dispose()
  return `${svg.replace(/>/, () => `>\n${STYLE}`)}\n`
}
