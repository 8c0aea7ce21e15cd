# SPDX-License-Identifier: Apache-2.0
"""The harness's own tests: python3 -B bench/measure/tests"""

import os
import sys
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.dirname(HERE))

if __name__ == "__main__":
    found = unittest.defaultTestLoader.discover(HERE, pattern="*_test.py", top_level_dir=HERE)
    sys.exit(0 if unittest.TextTestRunner().run(found).wasSuccessful() and found.countTestCases() else 1)
