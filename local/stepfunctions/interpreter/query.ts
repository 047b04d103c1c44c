/** What a state computes from its data, in either query language. */
import type { Json, JsonObject } from '../data/json.ts';
import type { Catcher } from '../language/states.ts';

/** The members of a state that say how data comes in and goes out. */
export interface DataFlow {
  readonly InputPath?: string | null | undefined;
  readonly OutputPath?: string | null | undefined;
  readonly Parameters?: Json | undefined;
  readonly Arguments?: Json | undefined;
  readonly ResultSelector?: JsonObject | undefined;
  readonly ResultPath?: string | null | undefined;
  readonly Output?: Json | undefined;
  readonly Assign?: JsonObject | undefined;
}

export interface Query {
  /** What the state works on: the selected part of its input, or the input itself. */
  input(): Json;
  /** What the state passes on to its task, or to the states inside it. */
  arguments(state: DataFlow): Promise<Json>;
  /** The output of the state for its result, and the variables that it assigns. */
  leave(state: DataFlow, result: Json): Promise<Json>;
  /** The output of a state that does nothing with its input. */
  passOn(state: DataFlow): Promise<Json>;
  /** The output after a caught error. */
  caught(catcher: Catcher, errorOutput: JsonObject): Promise<Json>;
  /**
   * A value of the definition that may be given by an expression, or by a path in a field of its own.
   *
   * @param context members that are added to the context object
   */
  value(field: string, given: Json | undefined, path?: string, context?: JsonObject): Promise<Json | undefined>;
}
