import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Begins tests in the order given; vitest sorts by size, and cells by name. */
export class InOrder extends BaseSequencer {
  override async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    return specifications
  }
}
