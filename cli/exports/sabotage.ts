/** What the sabotages of a system's definition are written with. */
export * from '@evenkeel/chaos/sabotage';
