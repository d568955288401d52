import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Begins tests cell by cell, and in each file by file, as both are given; vitest sorts by name. */
export function inOrder(cells: readonly string[], files: readonly string[]): typeof BaseSequencer {
  return class extends BaseSequencer {
    override async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
      const placeOf = ({ project, moduleId }: TestSpecification): number =>
        cells.indexOf(project.name) * files.length + files.indexOf(moduleId)
      return specifications.toSorted((a, b) => placeOf(a) - placeOf(b))
    }
  }
}
