"""Voice: windows with a speech decision, features, the SVM and the CNN-LSTM."""
