"""Face: detection, landmarks, alignment, and the emotion CNN."""
