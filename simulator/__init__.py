"""The outside world on one small server: portal, Fanpage and Zalo OA with their real contracts and faults."""
