/** For writing the sabotages of a system's definition. */
export * from '@evenkeel/chaos/sabotage';
